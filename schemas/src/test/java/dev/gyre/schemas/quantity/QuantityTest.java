package dev.gyre.schemas.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0Gi, 0",
        "1, 1",
        "+1, 1",
        "0.5, 500m",
        "1.5, 1500m",
        "1000m, 1",
        "100m, 100m",
        "1000, 1k",
        "1024, 1024",
        "1024Ki, 1Mi",
        "1.5Gi, 1536Mi",
        "1Gi, 1Gi",
        "0.5Ki, 512",
        "1000Ki, 1000Ki",
        "128974848, 128974848",
        "129e6, 129e6",
        "1e3, 1e3",
        "12e-1, 1200e-3",
        "1E, 1E",
        "1n, 1n",
        "0.0000000001, 1n",
        "-5, -5",
        "-1.5Gi, -1536Mi",
        ".5, 500m",
        "5., 5",
        "9Ei, 9223372036854775807",
        "100Mi, 100Mi",
        "3.2Gi, 3435973837"
    })
    void isAnsweredInItsCanonicalForm(String text, String canonical) {
        assertThat(Quantity.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "1 Gi", "1.2.3", "1gi", "1e", "1ee3", "one", "1e1000", "--1", "1Gim"})
    void refusesWhatIsNoQuantity(String text) {
        assertThatThrownBy(() -> Quantity.parse(text))
                .hasMessage(
                        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        assertThat(Quantity.isValid(text)).isFalse();
    }

    @Test
    void amountsAreRoundedUpToTheUnitAskedFor() {
        assertThat(Quantity.parse("1.5").value()).isEqualTo(2);
        assertThat(Quantity.parse("100u").milliValue()).isEqualTo(1);
        assertThat(Quantity.parse("250m").milliValue()).isEqualTo(250);
        assertThat(Quantity.parse("1Gi").value()).isEqualTo(1L << 30);
        assertThat(Quantity.parse("9E").milliValue()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void equalAmountsAreEqualHoweverTheyAreWritten() {
        assertThat(Quantity.parse("1Gi"))
                .isEqualTo(Quantity.parse("1073741824"))
                .hasSameHashCodeAs(Quantity.parse("1024Mi"));
        assertThat(Quantity.parse("0.1")).isLessThan(Quantity.parse("101m"));
        assertThat(Quantity.parse("1Gi").plus(Quantity.parse("1Mi"))).hasToString("1025Mi");
        assertThat(Quantity.ZERO.plus(Quantity.parse("1Gi"))).hasToString("1Gi");
    }

    @Property(tries = 300)
    void theCanonicalFormIsTheSameAmount(
            @ForAll @LongRange(min = -1_000_000_000_000L, max = 1_000_000_000_000L) long milli) {
        for (Quantity quantity :
                new Quantity[] {Quantity.ofMilli(milli), Quantity.ofBytes(milli), Quantity.of(milli)}) {
            assertThat(Quantity.parse(quantity.toString())).isEqualTo(quantity);
        }
    }
}
