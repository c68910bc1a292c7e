package dev.gyre.it.benchmark;

import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.actors.view.ViewSnapshotFile;
import dev.gyre.events.ChangeFeed.Place;
import dev.gyre.schemas.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a process's kept view costs: {@code write FILE PODS} makes one, {@code read FILE} reads it, as a process does that has just
 * started, so each wants a JVM of its own.
 */
public final class ViewSnapshotBenchmark {

    private ViewSnapshotBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[1]);
        ViewSnapshotFile file = new ViewSnapshotFile(path, "benchmark");
        if (arguments[0].equals("write")) {
            List<Resource> pods = new ArrayList<>();
            for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
                pods.add(SamplePods.pod(i, i + 1L));
            }
            long from = System.nanoTime();
            file.keep(new Place("benchmark", 1, pods.size(), Map.of(), 0), pods)
                    .toCompletableFuture()
                    .join();
            say("written, MB: " + Files.size(path) / 1_000_000, from);
            return;
        }
        long from = System.nanoTime();
        PersistentClusterView view = file.read()
                .thenCompose(kept -> kept.orElseThrow().view())
                .toCompletableFuture()
                .join();
        say("read a view of " + view, from);
    }

    private static void say(String what, long from) {
        System.out.printf(Locale.ROOT, "%s, %.2f s%n", what, (System.nanoTime() - from) / 1e9);
    }
}
