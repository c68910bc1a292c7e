package dev.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {

    private static final ZonedDateTime NOW = ZonedDateTime.parse("2026-11-28T12:00:30+01:00[Europe/Berlin]");

    @ParameterizedTest
    @CsvSource({
        "10:32, 2026-11-28T09:32:00Z",
        "9:05:07, 2026-11-28T08:05:07Z",
        "2026-11-27T23:00:00Z, 2026-11-27T23:00:00Z",
        "2026-11-27T23:00:00+02:00, 2026-11-27T21:00:00Z",
        "2026-11-27T23:00, 2026-11-27T22:00:00Z",
        "2026-11-27 23:00:05Z, 2026-11-27T23:00:05Z",
        "2026-11-27 23:00, 2026-11-27T22:00:00Z",
        "15m, 2026-11-28T10:45:30Z",
        "2h, 2026-11-28T09:00:30Z",
        "1d, 2026-11-27T11:00:30Z",
        "now, 2026-11-28T11:00:30Z"
    })
    void timesAreOfTheMachinesZoneUnlessTheySayAnother(String text, Instant expected) {
        assertThat(Moment.parse(text, NOW)).isEqualTo(new Moment.AtTime(expected));
    }

    @Test
    void aNumberIsARevision() {
        assertThat(Moment.parse("4711", NOW)).isEqualTo(new Moment.AtRevision(4711));
    }

    @Test
    void momentsOfOneSortHaveAnOrder() {
        assertThat(Moment.parse("12", NOW).isAfter(Moment.parse("11", NOW))).isTrue();
        assertThat(Moment.parse("11", NOW).isAfter(Moment.parse("11", NOW))).isFalse();
        assertThat(Moment.parse("5m", NOW).isAfter(Moment.parse("10m", NOW))).isTrue();
        assertThat(Moment.parse("10m", NOW).isAfter(Moment.parse("5m", NOW))).isFalse();
        assertThat(Moment.parse("11", NOW).isAfter(Moment.parse("10m", NOW))).isFalse();
        assertThat(Moment.parse("10m", NOW).isAfter(Moment.parse("11", NOW))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "25:00",
                "10:3",
                "-5m",
                "99999999999999999999",
                "999999999999999999s",
                "999999999999999999d"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Moment.parse(text, NOW))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("is no moment");
    }

    @Test
    void whatIsYetToComeIsRefusedWhereThePastIsMeant() {
        assertThatThrownBy(() -> Moment.parsePast("23:59", NOW))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("\"23:59\" is yet to come: it would be 2026-11-28T22:59:00Z");
        assertThat(Moment.parsePast("0s", NOW)).isEqualTo(Moment.parse("0s", NOW));
        assertThat(Moment.parsePast("4711", NOW)).isEqualTo(new Moment.AtRevision(4711));
    }
}
