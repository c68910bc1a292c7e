package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log against what the API acknowledged, with two gateways under load. Whatever happens to the relay or the broker, in
 * the end each acknowledged revision counts exactly once, in order in its partition, and no revision is unaccounted for.
 */
class LogCompletenessIT {

    private static final int CLIENTS = 4;
    private static final Duration TAKEOVER = Duration.ofSeconds(40);

    @TempDir
    static Path data;

    private static final ConcurrentLinkedQueue<Load.Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private static final List<Roles.Gateway> gateways = new ArrayList<>();
    private static Roles roles;

    @BeforeAll
    static void start() throws Exception {
        acknowledged.clear();
        gateways.clear();
        roles = Roles.in(data);
        gateways.add(roles.startGateway());
        gateways.add(roles.startGateway());
        for (int client = 0; client < CLIENTS; client++) {
            String namespace = """
                    {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}""".formatted(Load.namespace(client));
            assertThat(gateways.getFirst()
                            .api()
                            .send("POST", "/api/v1/namespaces", namespace)
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    @AfterAll
    static void stop() {
        roles.close();
    }

    @Test
    void aKilledRelayIsFollowedByAnother() throws Exception {
        try (Load load = load()) {
            load.awaitMore(200);
            Roles.Gateway relay = relay();
            relay.process().kill9();
            load.awaitMore(200);
            awaitAnotherRelayThan(relay);
            load.awaitMore(200);
            gateways.remove(relay);
        }
        assertEachAcknowledgedRevisionCountsOnce();
        gateways.add(roles.startGateway());
    }

    @Test
    void aRelayThatStillBelievesInItsTermMakesNothingCountTwice() throws Exception {
        try (Load load = load()) {
            load.awaitMore(200);
            Roles.Gateway stale = relay();
            stale.process().pause();
            awaitAnotherRelayThan(stale);
            load.awaitMore(200);
            stale.process().resume();
            await().atMost(TAKEOVER)
                    .ignoreExceptions()
                    .until(() -> stale.api().get("/api/v1/namespaces/default").statusCode() == 200);
            load.awaitMore(200);
        }
        assertEachAcknowledgedRevisionCountsOnce();
    }

    @Test
    void whatTheBrokerLosesIsAppendedAgain() throws Exception {
        try (Load load = load()) {
            load.awaitMore(300);
        }
        ClusterLog.Change lost;
        try (ClusterLog log = roles.log()) {
            log.awaitComplete(roles.history());
            lost = log.changes().stream()
                    .filter(change -> change.key().startsWith("configmaps/" + Load.namespace(0) + "/"))
                    .reduce((a, b) -> b)
                    .orElseThrow();
        }

        roles.broker().kill9();
        loseHalfOf(roles.partitionDirectory(lost.partition().toString()));
        roles.startBroker();
        try (Load load = load()) {
            load.awaitMore(100);
        }

        assertEachAcknowledgedRevisionCountsOnce();
        try (ClusterLog log = roles.log()) {
            assertThat(log.changes())
                    .filteredOn(change -> change.revision() == lost.revision())
                    .singleElement()
                    .satisfies(again -> assertThat(again.stamp().term())
                            .isGreaterThan(lost.stamp().term()));
        }
    }

    private static Load load() {
        return Load.start(CLIENTS, gateways.stream().map(Roles.Gateway::api).toList(), acknowledged);
    }

    private static Roles.Gateway relay() throws Exception {
        long pid = roles.relayPid();
        return gateways.stream()
                .filter(gateway -> gateway.process().pid() == pid)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the relay is process " + pid));
    }

    private static void awaitAnotherRelayThan(Roles.Gateway gateway) {
        await().atMost(TAKEOVER).until(() -> {
            long pid = roles.relayPid();
            return pid > 0 && pid != gateway.process().pid();
        });
    }

    /** As a disk may after a power failure: the file ends in the middle of a record. */
    private static void loseHalfOf(Path partition) throws IOException {
        try (FileChannel segment =
                FileChannel.open(partition.resolve("00000000000000000000.log"), StandardOpenOption.WRITE)) {
            assertThat(segment.size()).isPositive();
            segment.truncate(segment.size() / 2 + 7);
        }
        assertThat(Files.exists(partition)).isTrue();
    }

    private static void assertEachAcknowledgedRevisionCountsOnce() throws Exception {
        try (ClusterLog log = roles.log()) {
            log.awaitComplete(roles.history());
            List<ClusterLog.Change> changes = log.changes();
            Map<Load.Acknowledged, Long> counts = changes.stream()
                    .collect(Collectors.groupingBy(
                            change -> new Load.Acknowledged(change.key(), change.revision()), Collectors.counting()));
            assertThat(acknowledged)
                    .isNotEmpty()
                    .doesNotHaveDuplicates()
                    .allSatisfy(told -> assertThat(counts).containsEntry(told, 1L));
            changes.stream()
                    .collect(Collectors.groupingBy(ClusterLog.Change::partition))
                    .forEach((partition, inPartition) -> assertThat(inPartition)
                            .as(partition.toString())
                            .extracting(ClusterLog.Change::revision)
                            .isSorted()
                            .doesNotHaveDuplicates());
        }
    }
}
