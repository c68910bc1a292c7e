package dev.gyre.schemas.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4Test {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.96.0",
                "10.96.0.0.1",
                "10.96.0.256",
                "010.96.0.1",
                "10.96.0.x",
                " 10.96.0.1",
                "::1",
                "10.96.0.1/16"
            })
    void whatIsNoAddressIsNone(String text) {
        assertThat(Ipv4.isAddress(text)).isFalse();
        assertThat(Ipv4.parse(text)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.96.0.0",
                "10.96.0.0/33",
                "10.96.0.0/",
                "10.96.0.0/016",
                "10.96.0/16",
                "/16",
                "10.96.0.0/-1"
            })
    void whatIsNoRangeIsNone(String text) {
        assertThat(Ipv4.isRange(text)).isFalse();
    }

    @Test
    void addressesAndRangesAreReadAndWritten() {
        assertThat(Ipv4.text(Ipv4.parse("255.0.10.9"))).isEqualTo("255.0.10.9");
        assertThat(Ipv4.isRange("10.96.0.0/16")).isTrue();
        assertThat(Ipv4.isRange("0.0.0.0/0")).isTrue();
        assertThat(Ipv4.prefixLength("192.0.2.64/28")).isEqualTo(28);
    }

    @Test
    void rangesOverlapWhereOneHoldsTheOther() {
        assertThat(Ipv4.overlap("10.96.0.0/16", "10.96.128.0/17")).isTrue();
        assertThat(Ipv4.overlap("10.96.128.0/17", "10.96.0.0/16")).isTrue();
        assertThat(Ipv4.overlap("10.96.0.0/17", "10.96.128.0/17")).isFalse();
        assertThat(Ipv4.overlap("10.96.0.0/16", "10.97.0.0/16")).isFalse();
        assertThat(Ipv4.overlap("0.0.0.0/0", "255.255.255.255/32")).isTrue();
    }
}
