package dev.gyre.node.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.pod.ResolvConf;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whom the host asks, ourselves left out. */
class HostResolversTest {

    @Test
    void weAreNotAskedByOurselves() {
        HostResolvers resolvers = new HostResolvers(
                () -> new ResolvConf(List.of("10.96.0.10", "127.0.0.53", "resolver.example"), List.of(), List.of()),
                Set.of(Names.address("10.96.0.10").orElseThrow()));
        assertThat(resolvers.get()).singleElement().asString().contains("127.0.0.53");
    }

    @Test
    void threeAreEnoughAndTheSameStay() {
        HostResolvers resolvers = new HostResolvers(
                () -> new ResolvConf(List.of("1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.1.4"), List.of(), List.of()),
                Set.of());
        assertThat(resolvers.get()).hasSize(3).isEqualTo(resolvers.get());
    }
}
