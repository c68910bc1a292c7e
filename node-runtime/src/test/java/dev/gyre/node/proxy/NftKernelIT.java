package dev.gyre.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.proxy.host.NftCommand;
import dev.gyre.node.proxy.host.NftSession;
import dev.gyre.schemas.Resource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scripts against the real kernel, in a network of its own. */
class NftKernelIT {

    private static final Table TABLE = new Table("gyre-test", "run=test", new HostFacts("br-pods", false));

    private NetworkNamespace host;
    private NftCommand nft;

    @BeforeEach
    void start() {
        host = new NetworkNamespace();
        nft = new NftCommand(host.command("nft"));
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void theKernelTakesEveryScenario() throws Exception {
        try (Stream<Path> scenarios = Files.list(Path.of("src/test/resources/proxy"))) {
            for (Path scenario : scenarios.sorted().toList()) {
                String given = Files.readString(scenario).split("\n== rules\n", -1)[0];
                ServiceModel model = new ServiceModel(Objects.HOST, Objects.ADDRESSES);
                nft.apply(NftScript.replacing(TABLE, List.of()));
                for (String part : given.split("\n== then\n", -1)) {
                    model.changed(Objects.read(part).stream().map(Objects::put).toList());
                    nft.apply(NftScript.of(TABLE, model.edits()));
                }
            }
        }
    }

    @Test
    void differencesLeadToTheSameRulesAsAFullBuild() throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        Map<String, Resource> cluster = new TreeMap<>();
        ServiceModel model = new ServiceModel(Objects.HOST, Objects.ADDRESSES);
        nft.apply(NftScript.replacing(TABLE, List.of()));
        int translations = 0;
        for (int step = 0; step < 60; step++) {
            DifferencesTest.change(random, cluster, model);
            String script = NftScript.of(TABLE, model.edits());
            translations += script.contains("dnat ip to") ? 1 : 0;
            nft.apply(script);
        }
        assertThat(translations).isGreaterThan(3);
        List<String> byDifferences = listed();
        nft.apply(NftScript.replacing(TABLE, model.all()));
        assertThat(byDifferences).isEqualTo(listed());
    }

    @Test
    void aScriptIsCarriedOutWholeOrNotAtAll() throws Exception {
        nft.apply(NftScript.replacing(TABLE, List.of()));
        List<String> before = listed();
        assertThat(nft.has("gyre-test", Table.RESTRICTED)).isTrue();
        assertThat(
                        org.assertj.core.api.Assertions.catchThrowable(
                                () -> nft.apply(
                                        "add element ip gyre-test cluster-ips { 10.96.0.1 }\nadd element ip gyre-test no-such { 1 }\n")))
                .isInstanceOf(PacketFilterException.class)
                .hasMessageContaining("nft: ");
        assertThat(listed()).isEqualTo(before);
        nft.apply(NftScript.removal("gyre-test"));
        assertThat(nft.has("gyre-test", Table.RESTRICTED)).isFalse();
        assertThat(listed()).isEmpty();
    }

    @Test
    void aSessionCarriesOutWhatCommandsDo() throws Exception {
        try (NftSession session = new NftSession(host.command("nft"))) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(11);
            Map<String, Resource> cluster = new TreeMap<>();
            ServiceModel model = new ServiceModel(Objects.HOST, Objects.ADDRESSES);
            session.apply(NftScript.replacing(TABLE, List.of()));
            for (int step = 0; step < 60; step++) {
                DifferencesTest.change(random, cluster, model);
                session.apply(NftScript.of(TABLE, model.edits()));
            }
            List<String> bySession = listed();
            nft.apply(NftScript.replacing(TABLE, model.all()));
            assertThat(bySession).isEqualTo(listed());
            assertThat(NetworkNamespace.run("ip", "netns", "pids", host.name()).lines())
                    .as("the process that stays")
                    .hasSize(1);
        }
    }

    @Test
    void aSessionSaysWhatIsRefusedAndGoesOn() throws Exception {
        try (NftSession session = new NftSession(host.command("nft"))) {
            session.apply(NftScript.replacing(TABLE, List.of()));
            List<String> before = listed();
            for (String refused : List.of("add element ip gyre-test no-such { 1 }", "this is no command")) {
                assertThat(org.assertj.core.api.Assertions.catchThrowable(() ->
                                session.apply("add element ip gyre-test cluster-ips { 10.96.0.1 }\n" + refused + "\n")))
                        .isInstanceOf(PacketFilterException.class)
                        .hasMessageContaining("Error: ");
                assertThat(listed()).isEqualTo(before);
            }
            String many = IntStream.range(0, 3_000)
                    .mapToObj(i -> "10.96." + i / 250 + "." + i % 250)
                    .collect(Collectors.joining(", "));
            for (int i = 0; i <= 120; i++) { // more than one process reads
                session.apply((i % 2 == 0 ? "add" : "delete") + " element ip gyre-test cluster-ips { " + many + " }\n");
            }
            assertThat(listed()).contains("10.96.0.1", "10.96.11.249");
        }
    }

    /** Chains stand in the order of their making, elements in that of their hash: neither means anything. */
    private List<String> listed() {
        return host.sh("nft list ruleset")
                .lines()
                .flatMap(line -> Stream.of(line.replace("elements = {", "").split(",\\s*", -1)))
                .map(piece -> piece.replace("}", "").strip())
                .filter(piece -> !piece.isEmpty())
                .sorted()
                .toList();
    }
}
