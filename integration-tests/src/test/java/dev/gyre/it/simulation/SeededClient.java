package dev.gyre.it.simulation;

import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.Status;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One identity's way from its process to any of the gateways. Commands and answers take their time and may be lost or late;
 * the caller then hears that the outcome is unknown, as the port promises. Reads fail sometimes.
 */
final class SeededClient implements ApiClient {

    private final SimulatedProcess process;
    private final Simulation simulation;
    private final Network network;
    private final List<ApiClient> gateways;
    private final BiConsumer<Command, Outcome> answered;

    /** {@code answered} hears what a gateway answers, before it can be lost. */
    SeededClient(
            SimulatedProcess process,
            Simulation simulation,
            Network network,
            List<ApiClient> gateways,
            BiConsumer<Command, Outcome> answered) {
        this.process = process;
        this.simulation = simulation;
        this.network = network;
        this.gateways = gateways;
        this.answered = answered;
    }

    private ApiClient gateway() {
        return gateways.get(network.pick(gateways.size()));
    }

    @Override
    public CompletionStage<Outcome> execute(Command command, String cause) {
        Supplier<CompletionStage<Outcome>> request =
                () -> gateway().execute(command, cause).thenApply(outcome -> {
                    answered.accept(command, outcome);
                    return outcome;
                });
        return switch (network.fate()) {
            case ARRIVES -> process.ask(request);
            case IS_LOST -> unanswered();
            case ANSWER_IS_LOST -> {
                simulation.schedule(network.delay(), request::get);
                yield unanswered();
            }
            case IS_LATE -> {
                simulation.schedule(network.patience().plus(network.patience()), request::get);
                yield unanswered();
            }
        };
    }

    private CompletionStage<Outcome> unanswered() {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        process.after(network.patience(), () -> answer.complete(new Outcome.Unknown("no answer came")));
        return answer;
    }

    private <T> CompletionStage<T> read(Function<ApiClient, CompletionStage<T>> read) {
        if (network.chance(1)) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            process.after(
                    network.patience(),
                    () -> answer.completeExceptionally(
                            new ApiException(new Status(0, "Unreachable", "no answer came", null))));
            return answer;
        }
        return process.ask(() -> read.apply(gateway()));
    }

    @Override
    public CompletionStage<Optional<Resource>> get(ResourceKey key, long notOlderThan) {
        return read(api -> api.get(key, notOlderThan));
    }

    @Override
    public CompletionStage<ResourceList> list(
            ResourceKind kind, String namespace, String labelSelector, String fieldSelector) {
        return read(api -> api.list(kind, namespace, labelSelector, fieldSelector));
    }

    @Override
    public CompletionStage<Long> currentRevision() {
        return read(ApiClient::currentRevision);
    }

    @Override
    public CompletionStage<Long> raiseEpoch(String partition, String holder) {
        return read(api -> api.raiseEpoch(partition, holder));
    }

    @Override
    public CompletionStage<ResourceList> snapshot() {
        return read(ApiClient::snapshot);
    }

    @Override
    public CompletionStage<Token> requestToken(ResourceKey account, TokenRequest request) {
        return read(api -> api.requestToken(account, request));
    }
}
