package dev.gyre.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacedExecutorTest {

    private static final Duration REST = Duration.ofMillis(2);

    private final Deque<Runnable> turns = new ArrayDeque<>();
    private final PacedExecutor executor = new PacedExecutor(turns::add, REST);
    private final List<String> done = new ArrayList<>();

    @Test
    void whatComesBeforeTheThreadHasItsTurnIsOneTurn() {
        for (String task : List.of("a", "b", "c")) {
            executor.execute(() -> done.add(task));
        }
        assertThat(turns).hasSize(1);
        turns.remove().run();
        assertThat(done).containsExactly("a", "b", "c");
        assertThat(turns).isEmpty();
    }

    @Test
    void whatATaskGivesIsDoneAfterIt() {
        executor.execute(() -> {
            executor.execute(() -> done.add("second"));
            done.add("first");
        });
        while (!turns.isEmpty()) {
            turns.remove().run();
        }
        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void aTaskThatFailsIsReportedAndTheOthersAreDone() {
        executor.execute(() -> {
            throw new IllegalStateException("broken");
        });
        executor.execute(() -> done.add("after"));
        assertThatIllegalStateException().isThrownBy(turns.remove()::run);
        turns.remove().run();
        assertThat(done).containsExactly("after");
    }

    @Test
    void onAThreadOfItsOwnManyTasksKeepTheirOrder() throws Exception {
        List<Integer> seen = new ArrayList<>();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            PacedExecutor paced = new PacedExecutor(thread, REST);
            IntStream.range(0, 1_000).forEach(number -> paced.execute(() -> seen.add(number)));
        }
        assertThat(seen).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
    }
}
