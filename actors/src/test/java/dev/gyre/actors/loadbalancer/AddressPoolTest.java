package dev.gyre.actors.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPoolTest {

    @Test
    void addressesComeInTheOrderInWhichTheyWereWritten() {
        AddressPool pool = AddressPool.parse("203.0.113.9, 192.0.2.10 - 192.0.2.11,198.51.100.64/30,203.0.113.4/31");
        assertThat(pool.addresses())
                .containsExactly(
                        "203.0.113.9",
                        "192.0.2.10",
                        "192.0.2.11",
                        "198.51.100.65",
                        "198.51.100.66",
                        "203.0.113.4",
                        "203.0.113.5");
        assertThat(pool.contains("192.0.2.11")).isTrue();
        assertThat(pool.contains("192.0.2.12")).isFalse();
        assertThat(pool.contains("198.51.100.64")).isFalse();
        assertThat(pool.contains("")).isFalse();
    }

    @Test
    void aLargePoolCostsNothingBeforeItsAddressesAreAskedFor() {
        assertThat(AddressPool.parse("10.0.0.0/8").addresses().findFirst()).contains("10.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "web",
                "192.0.2.256",
                "192.0.2.1/33",
                "192.0.2.9-192.0.2.1",
                "192.0.2.1,",
                "0.0.0.0/0",
                "224.0.0.1",
                "::1"
            })
    void whatIsNoPoolIsRefused(String text) {
        assertThatThrownBy(() -> AddressPool.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
