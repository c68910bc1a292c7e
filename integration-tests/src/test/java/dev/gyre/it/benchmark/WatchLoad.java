package dev.gyre.it.benchmark;

import dev.gyre.it.Api;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/** One writer at a steady rate and many watchers: from the moment a creation is sent to each watcher's event. */
record WatchLoad(Api api, ServerCost.Meter meter, String configMaps) {

    private static final int WATCHERS = 100;
    private static final int RATE = 100;
    private static final int WRITES = 2_000;
    private static final int WARM_UP = 500;

    void run() throws Exception {
        AtomicLongArray sentAt = new AtomicLongArray(WRITES);
        Latencies latencies = new Latencies();
        CountDownLatch watching = new CountDownLatch(WATCHERS);
        try (ExecutorService threads = Executors.newFixedThreadPool(WATCHERS)) {
            List<Future<?>> watchers = new ArrayList<>();
            for (int i = 0; i < WATCHERS; i++) {
                watchers.add(threads.submit(() -> {
                    watch(watching, sentAt, latencies);
                    return null;
                }));
            }
            watching.await();
            ServerCost begin = write(sentAt);
            for (Future<?> watcher : watchers) {
                watcher.get(60, TimeUnit.SECONDS);
            }
            ServerCost cost = meter.read().since(begin);
            System.out.printf(
                    Locale.ROOT,
                    "watch: %d watchers, %d writes/s, %,d events, %s; %s%n",
                    WATCHERS,
                    RATE,
                    latencies.count(),
                    latencies.summary(),
                    cost.each(latencies.count()));
        }
    }

    private void watch(CountDownLatch watching, AtomicLongArray sentAt, Latencies latencies) throws IOException {
        try (ApiConnection connection = new ApiConnection(api)) {
            connection.watch(configMaps + "?watch=true&resourceVersion=0");
            watching.countDown();
            for (int seen = 0; seen < WRITES; ) {
                String event = connection.nextEvent();
                int at = event.indexOf("\"name\":\"w-");
                if (at < 0) {
                    continue; // what a namespace has from the beginning
                }
                seen++;
                int number = Integer.parseInt(event.substring(at + 10, event.indexOf('"', at + 10)));
                if (number >= WARM_UP) {
                    latencies.add(System.nanoTime() - sentAt.get(number));
                }
            }
        }
    }

    /** Answers what the server had used when the writes that count began. */
    private ServerCost write(AtomicLongArray sentAt) throws IOException {
        ServerCost begin = meter.read();
        try (ApiConnection writer = new ApiConnection(api)) {
            long start = System.nanoTime();
            for (int i = 0; i < WRITES; i++) {
                LockSupport.parkNanos(start + i * (1_000_000_000L / RATE) - System.nanoTime());
                if (i == WARM_UP) {
                    begin = meter.read();
                }
                sentAt.set(i, System.nanoTime());
                writer.send("POST", configMaps, "{\"metadata\":{\"name\":\"w-" + i + "\"}}")
                        .required();
            }
        }
        return begin;
    }
}
