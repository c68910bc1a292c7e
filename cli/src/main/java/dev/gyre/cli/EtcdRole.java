package dev.gyre.cli;

import dev.gyre.cli.pki.ClusterPki;
import dev.gyre.gateway.storage.etcd.EtcdOptions;
import dev.gyre.gateway.storage.etcd.EtcdProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Where the truth is kept: an etcd of the user's own, or a child process with mutual TLS. */
record EtcdRole(EtcdOptions options, @Nullable EtcdProcess process, AtomicBoolean isClosing) implements AutoCloseable {

    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1");

    /** One that runs already: the user's own, else the child process of `up` in this data directory. */
    static EtcdRole existing(ClusterFiles files, StoreOptions store) {
        String endpoint = store.endpoint();
        if (endpoint != null) {
            return new EtcdRole(
                    EtcdOptions.of(List.of(endpoint.split(",", -1)), tls(store)), null, new AtomicBoolean());
        }
        ClusterPki.Credentials client = RoleIdentity.GATEWAY.credentials(files.pki());
        return new EtcdRole(
                EtcdOptions.of(List.of(files.endpoint("ETCD")), ClusterFiles.etcdTls(client)),
                null,
                new AtomicBoolean());
    }

    static EtcdRole start(ClusterFiles files, StoreOptions store) {
        if (store.endpoint() != null) {
            return existing(files, store);
        }
        ClusterPki.Credentials server = files.pki().credentials("etcd", "gyre-etcd", List.of(), LOOPBACK);
        int port = Ports.freeOr(files.rememberedPort("ETCD"));
        EtcdProcess process = EtcdProcess.start(
                EtcdProcess.Config.of(files.directory("etcd"), port, Ports.freeOr(0), ClusterFiles.etcdTls(server)));
        AtomicBoolean isClosing = new AtomicBoolean();
        process.onExit().thenAccept(code -> {
            if (!isClosing.get()) {
                endWith(files, code);
            }
        });
        ClusterPki.Credentials client = RoleIdentity.GATEWAY.credentials(files.pki());
        return new EtcdRole(
                EtcdOptions.of(List.of("https://" + process.endpoint()), ClusterFiles.etcdTls(client)),
                process,
                isClosing);
    }

    /** Nothing is of use without etcd: its end is the cluster's, unless the cluster's end was first. */
    private static void endWith(ClusterFiles files, int exitCode) {
        System.err.println("gyre: etcd has ended with exit code " + exitCode + "; see "
                + files.directory("etcd").resolve("etcd.log"));
        System.exit(1);
    }

    /** For {@code endpoints.env}. */
    String address() {
        return options.endpoints().getFirst();
    }

    private static EtcdOptions.@Nullable Tls tls(StoreOptions store) {
        Path ca = store.ca();
        return ca == null ? null : new EtcdOptions.Tls(ca, store.certificate(), store.key());
    }

    @Override
    public void close() {
        if (process != null) {
            isClosing.set(true);
            process.close();
        }
    }
}
