package dev.gyre.gateway.storage.etcd;

import static dev.gyre.gateway.storage.StoreFixtures.await;
import static dev.gyre.gateway.storage.StoreFixtures.committed;
import static dev.gyre.gateway.storage.StoreFixtures.pod;
import static dev.gyre.gateway.storage.StoreFixtures.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gyre.gateway.storage.ResourceStore.StoreException;
import dev.gyre.gateway.storage.ValueCodec;
import dev.gyre.gateway.storage.etcd.EtcdProcess.EtcdStartException;
import dev.gyre.gateway.testing.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdProcessIT {

    @TempDir
    Path directory;

    private EtcdProcess.Config config(EtcdOptions.Tls tls) {
        return EtcdProcess.Config.of(directory.resolve("etcd"), TestEtcd.freePort(), TestEtcd.freePort(), tls);
    }

    @Test
    void whatIsMissingOrOccupiedIsSaidInOneLine() throws IOException {
        EtcdProcess.Config nowhere =
                new EtcdProcess.Config("no-such-etcd", directory, 1, 2, EtcdProcess.DEFAULT_QUOTA_BYTES, null);
        assertThatThrownBy(() -> EtcdProcess.start(nowhere))
                .isInstanceOf(EtcdStartException.class)
                .hasMessage("there is no program \"no-such-etcd\" on the PATH; Debian's package is etcd-server");

        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EtcdProcess.Config taken =
                    EtcdProcess.Config.of(directory, occupied.getLocalPort(), TestEtcd.freePort(), null);
            assertThatThrownBy(() -> EtcdProcess.start(taken))
                    .isInstanceOf(EtcdStartException.class)
                    .hasMessage("port " + occupied.getLocalPort() + ", which etcd is to use, is occupied");
        }
    }

    @Test
    void itKeepsItsDataOverAKill() {
        EtcdProcess.Config config = config(null);
        long written;
        EtcdProcess first = EtcdProcess.start(config);
        try (EtcdResourceStore store = new EtcdResourceStore(EtcdOptions.plain(first.endpoint()), ValueCodec.plain())) {
            written = committed(store, put(pod("a"), 0, "u1", ""));
        } finally {
            first.kill();
        }
        try (EtcdProcess second = EtcdProcess.start(config);
                EtcdResourceStore store =
                        new EtcdResourceStore(EtcdOptions.plain(second.endpoint()), ValueCodec.plain())) {
            assertThat(await(store.load()).objects())
                    .singleElement()
                    .satisfies(object -> assertThat(object.modRevision()).isEqualTo(written));
        }
    }

    @Test
    void onlyHoldersOfACertificateAreServed() {
        TestAuthority authority = new TestAuthority("etcd-ca");
        TestAuthority.Issued server = authority.issue("etcd");
        TestAuthority.Issued client = authority.issue("gateway");
        Path ca = authority.writeCertificate(directory.resolve("ca.crt"));
        EtcdOptions.Tls serverTls = new EtcdOptions.Tls(
                ca, server.writeCertificate(directory.resolve("s.crt")), server.writeKey(directory.resolve("s.key")));
        EtcdOptions.Tls clientTls = new EtcdOptions.Tls(
                ca, client.writeCertificate(directory.resolve("c.crt")), client.writeKey(directory.resolve("c.key")));
        try (EtcdProcess etcd = EtcdProcess.start(config(serverTls))) {
            List<String> endpoints = List.of("https://" + etcd.endpoint());
            try (EtcdResourceStore store =
                    new EtcdResourceStore(EtcdOptions.of(endpoints, clientTls), ValueCodec.plain())) {
                assertThat(committed(store, put(pod("a"), 0, "u1", ""))).isEqualTo(2);
            }
            EtcdOptions.Tls anonymous = new EtcdOptions.Tls(ca, null, null);
            try (EtcdResourceStore store =
                    new EtcdResourceStore(EtcdOptions.of(endpoints, anonymous), ValueCodec.plain())) {
                assertThatThrownBy(() -> await(store.currentRevision())).isInstanceOf(StoreException.class);
            }
        }
    }

    /** A JVM of its own starts etcd and is killed; etcd goes with it. */
    @Test
    void itDiesWithItsParent() throws IOException {
        Process parent = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        directory.resolve("etcd").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long pid = Long.parseLong(parent.inputReader().readLine());
        ProcessHandle etcd = ProcessHandle.of(pid).orElseThrow();
        assertThat(etcd.isAlive()).isTrue();

        parent.destroyForcibly();

        await().atMost(Duration.ofSeconds(15)).until(() -> !etcd.isAlive());
    }

    static final class Parent {
        public static void main(String[] arguments) throws InterruptedException {
            EtcdProcess etcd = EtcdProcess.start(
                    EtcdProcess.Config.of(Path.of(arguments[0]), TestEtcd.freePort(), TestEtcd.freePort(), null));
            System.out.println(etcd.pid());
            Thread.currentThread().join();
        }
    }
}
