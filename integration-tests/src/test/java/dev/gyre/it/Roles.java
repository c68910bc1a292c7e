package dev.gyre.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gyre.events.kafka.KafkaConnection;
import dev.gyre.events.kafka.PemFiles;
import dev.gyre.gateway.storage.etcd.EtcdOptions;
import dev.gyre.gateway.storage.etcd.EtcdProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

/**
 * A cluster in pieces: an etcd, a broker and gateways as processes of their own that share one data directory's keys, as on
 * several machines.
 */
final class Roles implements AutoCloseable {

    /** A gateway's process and where it serves. */
    record Gateway(RoleProcess process, Api api) {}

    private final String run = "it-" + ProcessHandle.current().pid() + "-"
            + UUID.randomUUID().toString().substring(0, 8);
    private final Path data;
    private final EtcdProcess etcd;
    private final int brokerPort = FreePort.next();
    private final Deque<RoleProcess> gateways = new ArrayDeque<>();
    private RoleProcess broker;
    private int started;

    private Roles(Path data) throws IOException {
        this.data = data;
        this.etcd =
                EtcdProcess.start(EtcdProcess.Config.of(data.resolve("etcd"), FreePort.next(), FreePort.next(), null));
    }

    /** etcd and a broker. */
    static Roles in(Path data) throws IOException {
        Roles roles = new Roles(data);
        try {
            roles.startBroker();
            return roles;
        } catch (Throwable e) {
            roles.close();
            throw e;
        }
    }

    void startBroker() throws IOException {
        broker = start("broker", "--port", "" + brokerPort);
    }

    RoleProcess broker() {
        return broker;
    }

    Gateway startGateway() throws Exception {
        int port = FreePort.next();
        RoleProcess process = start(
                "gateway",
                "--port",
                "" + port,
                "--etcd",
                "http://" + etcd.endpoint(),
                "--kafka",
                "127.0.0.1:" + brokerPort);
        gateways.push(process);
        return new Gateway(process, Api.of(data, port));
    }

    private RoleProcess start(String role, String... options) throws IOException {
        String[] arguments = new String[options.length + 3];
        arguments[0] = role;
        arguments[1] = "--data";
        arguments[2] = data.toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        return RoleProcess.start(run, data.resolve(role + "-" + ++started + ".log"), arguments);
    }

    /** Who publishes at this moment, as etcd says; -1 for nobody. */
    long relayPid() throws Exception {
        String holder = EtcdHistory.value(etcdOptions(), "/gyre/meta/relay").toString(UTF_8);
        return holder.matches("(?s).*gateway-.*-\\d+\\D*")
                ? Long.parseLong(holder.replaceAll("(?s).*-(\\d+)\\D*", "$1"))
                : -1;
    }

    EtcdHistory history() throws Exception {
        return EtcdHistory.of(etcdOptions());
    }

    ClusterLog log() {
        Path keys = data.resolve("pki");
        return new ClusterLog(KafkaConnection.mutualTls(
                "127.0.0.1:" + brokerPort,
                new PemFiles(keys.resolve("ca.crt"), keys.resolve("gateway.crt"), keys.resolve("gateway.key"))));
    }

    /** Where the broker keeps one partition. */
    Path partitionDirectory(String partition) {
        return data.resolve("kafka").resolve(partition);
    }

    private EtcdOptions etcdOptions() {
        return EtcdOptions.plain("http://" + etcd.endpoint());
    }

    @Override
    public void close() {
        gateways.forEach(RoleProcess::close);
        if (broker != null) {
            broker.close();
        }
        etcd.close();
    }
}
