package dev.gyre.schemas.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Indexes as a Job's status and its success policy write them. */
class IndexSetTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0,1", "1,3-5,7", "0-9"})
    void isReadAsItIsWritten(String text) {
        assertThat(IndexSet.parse(text, 10)).hasToString(text);
    }

    @Test
    void oneMoreJoinsRanges() {
        assertThat(IndexSet.parse("0,1,3-4", 10).with(IndexSet.of(List.of(2)))).hasToString("0-4");
        assertThat(IndexSet.parse("0-2", 10).nextMissing(0)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1-2-3 | the fragment \"1-2-3\" violates the requirement that an index interval can have at most two parts"
                        + " separated by '-'",
                "x | cannot convert string to integer for index: \"x\"",
                "1, | cannot convert string to integer for index: \"\"",
                "10 | too large index: \"10\"",
                "3,3 | non-increasing order, previous: 3, current: 3",
                "5-4 | non-increasing order, previous: 5, current: 4",
            })
    void whatIsWrong(String text, String message) {
        assertThatThrownBy(() -> IndexSet.parse(text, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aStatusIsReadAsFarAsItGoes() {
        assertThat(IndexSet.read("0-2,8", 5)).hasToString("0-2");
        assertThat(IndexSet.read("nonsense", 5)).isEqualTo(IndexSet.EMPTY);
    }
}
