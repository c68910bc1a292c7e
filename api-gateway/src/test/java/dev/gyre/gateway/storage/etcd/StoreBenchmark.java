package dev.gyre.gateway.storage.etcd;

import dev.gyre.gateway.storage.StoreFixtures;
import dev.gyre.gateway.storage.ValueCodec;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** Creations a second of the store and puts a second of a bare jetcd client, side by side on one etcd. A main. */
final class StoreBenchmark {

    private static final long MILLIS = 2_000;

    private StoreBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        try (TestEtcd etcd = TestEtcd.start();
                EtcdResourceStore store =
                        new EtcdResourceStore(EtcdOptions.plain(etcd.endpoint()), ValueCodec.plain());
                Client jetcd = Client.builder()
                        .endpoints("http://" + etcd.endpoint())
                        .useVertx()
                        .executorService(new Direct())
                        .build()) {
            String kilobyte = "x".repeat(1000);
            ByteSequence value = ByteSequence.from(kilobyte, StandardCharsets.UTF_8);
            AtomicLong names = new AtomicLong();
            LongFunction<CompletionStage<?>> ours = i ->
                    store.write(StoreFixtures.put(StoreFixtures.pod("p-" + names.incrementAndGet()), 0, "u", kilobyte));
            LongFunction<CompletionStage<?>> bare = i -> jetcd.getKVClient()
                    .put(ByteSequence.from("/bare/" + names.incrementAndGet(), StandardCharsets.UTF_8), value);
            run(ours, 64);
            run(bare, 64);
            for (int inFlight : List.of(1, 16, 64, 256)) {
                double bareRate = run(bare, inFlight);
                double ourRate = run(ours, inFlight);
                double bareAgain = run(bare, inFlight);
                double ourAgain = run(ours, inFlight);
                System.out.printf(
                        Locale.ROOT,
                        "%4d in flight: store %7.0f/s, bare jetcd %7.0f/s, ratio %.2f%n",
                        inFlight,
                        (ourRate + ourAgain) / 2,
                        (bareRate + bareAgain) / 2,
                        (ourRate + ourAgain) / (bareRate + bareAgain));
            }
        }
    }

    private static double run(LongFunction<CompletionStage<?>> write, int inFlight) throws InterruptedException {
        AtomicLong done = new AtomicLong();
        CountDownLatch finished = new CountDownLatch(inFlight);
        long begin = System.nanoTime();
        long end = begin + TimeUnit.MILLISECONDS.toNanos(MILLIS);
        for (int i = 0; i < inFlight; i++) {
            next(write, end, done, finished);
        }
        finished.await();
        return done.get() / ((System.nanoTime() - begin) / 1e9);
    }

    private static void next(
            LongFunction<CompletionStage<?>> write, long end, AtomicLong done, CountDownLatch finished) {
        if (System.nanoTime() > end) {
            finished.countDown();
            return;
        }
        CompletableFuture<?> sent = write.apply(done.get()).toCompletableFuture();
        sent.whenComplete((answer, failure) -> {
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
            done.incrementAndGet();
            next(write, end, done, finished);
        });
    }

    /** Runs everything where it is. */
    private static final class Direct extends AbstractExecutorService {
        @Override
        public void execute(Runnable command) {
            command.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
