package dev.gyre.gateway.storage.etcd;

import dev.gyre.gateway.storage.StoreKeys;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.DeleteRangeResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** An etcd of a test's own, on free ports, gone with all its data when closed. */
public final class TestEtcd implements AutoCloseable {

    private final Path directory;
    private final EtcdProcess process;

    private TestEtcd(Path directory, EtcdProcess process) {
        this.directory = directory;
        this.process = process;
    }

    public static TestEtcd start() {
        try {
            Path directory = Files.createTempDirectory("gyre-test-etcd");
            return new TestEtcd(
                    directory, EtcdProcess.start(EtcdProcess.Config.of(directory, freePort(), freePort(), null)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public String endpoint() {
        return process.endpoint();
    }

    /** Removes every key of Gyre. */
    public void clear() {
        delete(DeleteRangeRequest.newBuilder()
                .setKey(Etcd.bytes(StoreKeys.PREFIX))
                .setRangeEnd(Etcd.prefixEnd(Etcd.bytes(StoreKeys.PREFIX)))
                .build());
    }

    public void remove(String key) {
        delete(DeleteRangeRequest.newBuilder().setKey(Etcd.bytes(key)).build());
    }

    private void delete(DeleteRangeRequest request) {
        try (EtcdChannels channels = new EtcdChannels(EtcdOptions.plain(endpoint()))) {
            EtcdCall.<DeleteRangeResponse>change(answer -> channels.kv().deleteRange(request, answer))
                    .join();
        }
    }

    public EtcdProcess process() {
        return process;
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public static void deleteRecursively(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        process.kill();
        deleteRecursively(directory);
    }
}
