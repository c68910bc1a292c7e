package dev.gyre.cli;

import dev.gyre.events.telemetry.Telemetry;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/** A role alone in the foreground: starts, says so, and stays until SIGINT or SIGTERM. */
final class ForegroundRole {

    private ForegroundRole() {}

    /** What a role starts; everything is closed on the way out. */
    @FunctionalInterface
    interface Starting {
        void start(Startup startup) throws Exception;
    }

    static int run(Starting role) throws Exception {
        try (Startup startup = new Startup(System.out)) {
            CountDownLatch stop = stopOnSignal(startup);
            Telemetry.startAside();
            role.start(startup);
            System.out.printf(Locale.ROOT, "%s%.1f s%n", Detached.READY_PREFIX, startup.elapsedSeconds());
            stop.await();
        }
        return 0;
    }

    /** On SIGINT and SIGTERM everything is closed before the process ends. */
    static CountDownLatch stopOnSignal(Startup startup) {
        CountDownLatch stop = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
                    startup.close();
                    stop.countDown();
                }));
        return stop;
    }
}
