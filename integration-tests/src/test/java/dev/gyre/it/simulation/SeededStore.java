package dev.gyre.it.simulation;

import dev.gyre.gateway.storage.InMemoryResourceStore;
import dev.gyre.gateway.storage.ResourceStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One process's way to the store: requests and answers take their time, some are lost on the way, and what the watch says
 * comes late, in order. A write whose answer is lost has been committed, one that is lost has not, and the writer cannot
 * tell the two apart.
 */
final class SeededStore implements ResourceStore {

    private final InMemoryResourceStore store;
    private final SimulatedProcess process;
    private final Simulation simulation;
    private final Network network;
    private final Consumer<Write> committed;

    /** {@code committed} hears of each write that was committed, as it was asked for. */
    SeededStore(
            InMemoryResourceStore store,
            SimulatedProcess process,
            Simulation simulation,
            Network network,
            Consumer<Write> committed) {
        this.store = store;
        this.process = process;
        this.simulation = simulation;
        this.network = network;
        this.committed = committed;
    }

    @Override
    public CompletionStage<WriteResult> write(Write write) {
        return switch (network.fate()) {
            case ARRIVES -> process.ask(() -> commit(write));
            case IS_LOST -> unanswered(() -> {});
            case ANSWER_IS_LOST -> unanswered(() -> simulation.schedule(network.delay(), () -> commit(write)));
            case IS_LATE ->
                unanswered(() -> simulation.schedule(network.patience().plus(network.patience()), () -> commit(write)));
        };
    }

    private CompletionStage<WriteResult> commit(Write write) {
        return store.write(write).thenApply(result -> {
            if (result instanceof WriteResult.Committed) {
                committed.accept(write);
            }
            return result;
        });
    }

    private CompletionStage<WriteResult> unanswered(Runnable meanwhile) {
        CompletableFuture<WriteResult> answer = new CompletableFuture<>();
        meanwhile.run();
        process.after(
                network.patience(),
                () -> answer.completeExceptionally(new StoreException("the store did not answer", null, true)));
        return answer;
    }

    @Override
    public CompletionStage<Long> currentRevision() {
        return read(store::currentRevision);
    }

    @Override
    public CompletionStage<Contents> load() {
        return read(store::load);
    }

    private <T> CompletionStage<T> read(Supplier<CompletionStage<T>> read) {
        return process.ask(read);
    }

    @Override
    public CompletionStage<Long> raiseEpoch(String partition, String holder) {
        return process.ask(() -> store.raiseEpoch(partition, holder));
    }

    @Override
    public CompletionStage<Stretch> history(long fromRevision) {
        return read(() -> store.history(fromRevision));
    }

    @Override
    public Watch watch(long fromRevision, WatchListener listener) {
        Executor line = process.line();
        Watch watch = store.watch(fromRevision, new WatchListener() {
            @Override
            public void onBatch(StoreBatch batch) {
                line.execute(() -> listener.onBatch(batch));
            }

            @Override
            public void onEnd(Throwable cause) {
                line.execute(() -> listener.onEnd(cause));
            }
        });
        process.onKill(watch::close);
        return watch;
    }

    @Override
    public void close() {}
}
