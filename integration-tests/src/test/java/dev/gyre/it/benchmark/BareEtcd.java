package dev.gyre.it.benchmark;

import dev.gyre.gateway.storage.etcd.EtcdOptions;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.options.DeleteOption;
import io.grpc.netty.GrpcSslContexts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Puts of a bare jetcd client to a cluster's etcd: what a write through the API is measured by. */
final class BareEtcd implements AutoCloseable {

    private static final int SHELVES = 1000;

    private final Client client;
    private final ByteSequence value;
    private final AtomicLong names = new AtomicLong();

    BareEtcd(Path data, int valueBytes) throws Exception {
        client = connect(data);
        value = bytes("x".repeat(valueBytes));
    }

    /** A bare client of the etcd of the cluster in this directory. */
    static Client connect(Path data) throws IOException {
        EtcdOptions.Tls tls = tls(data);
        return Client.builder()
                .endpoints(endpoint(data))
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(tls.ca().toFile())
                        .keyManager(tls.certificate().toFile(), tls.key().toFile())
                        .build())
                .useVertx()
                .build();
    }

    /** Where that etcd is, and how Gyre's own client reaches it. */
    static EtcdOptions options(Path data) throws IOException {
        return EtcdOptions.of(List.of(endpoint(data)), tls(data));
    }

    private static String endpoint(Path data) throws IOException {
        return Files.readAllLines(data.resolve("endpoints.env")).stream()
                .filter(line -> line.startsWith("ETCD="))
                .findFirst()
                .orElseThrow()
                .substring("ETCD=".length());
    }

    private static EtcdOptions.Tls tls(Path data) {
        Path keys = data.resolve("pki");
        return new EtcdOptions.Tls(keys.resolve("ca.crt"), keys.resolve("gateway.crt"), keys.resolve("gateway.key"));
    }

    /** As many puts as etcd takes in this time, so many in flight. */
    void puts(Duration time, int inFlight, Latencies latencies) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        CountDownLatch over = new CountDownLatch(inFlight);
        for (int i = 0; i < inFlight; i++) {
            next(end, latencies, over);
        }
        over.await();
    }

    private void next(long end, Latencies latencies, CountDownLatch over) {
        long begin = System.nanoTime();
        if (begin > end) {
            over.countDown();
            return;
        }
        client.getKVClient().put(key(names.incrementAndGet()), value).whenComplete((done, failure) -> {
            if (failure == null) {
                latencies.add(System.nanoTime() - begin);
            }
            next(end, latencies, over);
        });
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    private static ByteSequence key(long number) {
        return bytes("/bare/" + number % SHELVES + "/" + number);
    }

    /** A shelf at a time: where etcd 3.4 deletes 100,000 keys at once, every later transaction copies as long a buffer. */
    @Override
    public void close() {
        DeleteOption all = DeleteOption.builder().isPrefix(true).build();
        for (int shelf = 0; shelf < SHELVES; shelf++) {
            client.getKVClient().delete(bytes("/bare/" + shelf + "/"), all).join();
        }
        client.close();
    }
}
