package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.actors.Measuring;
import dev.gyre.schemas.ApiClient;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** Asks the metrics APIs, as whoever the client is: {@code metrics.k8s.io}, and those that others serve. */
public final class MetricsApi implements Measuring {

    private final ApiClient client;
    private final Lag lag;

    /** Answers what the API does not know. */
    @FunctionalInterface
    public interface Lag {
        /** Records between what a group has committed and the ends of the partitions it reads. */
        CompletionStage<Long> of(ConsumerLagQuestion.Asked asked);
    }

    public MetricsApi(ApiClient client, Lag lag) {
        this.client = client;
        this.lag = lag;
    }

    @Override
    public CompletionStage<Map<String, String>> measure(Set<String> questions) {
        Map<String, String> answers = new ConcurrentHashMap<>();
        CompletableFuture<?>[] asked = questions.stream()
                .map(question -> CompletableFuture.completedStage(question)
                        .thenCompose(this::answer)
                        .exceptionally(failure -> Answer.failure(message(failure)))
                        .thenAccept(answer -> answers.put(question, answer.text()))
                        .toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(asked).thenApply(done -> answers);
    }

    private CompletionStage<Answer> answer(String question) {
        ConsumerLagQuestion.Asked asked = ConsumerLagQuestion.read(question);
        return asked != null
                ? lag.of(asked).thenApply(Answer::value)
                : client.document(question).thenApply(MetricsApi::read);
    }

    private static Answer read(JsonNode document) {
        return document.path("kind").asString("").equals("PodMetricsList")
                ? Answer.ofPodMetrics(document)
                : Answer.ofValues(document);
    }

    private static String message(Throwable failure) {
        Throwable cause = failure.getCause();
        Throwable told = failure instanceof CompletionException && cause != null ? cause : failure;
        return told.getMessage() == null ? told.toString() : told.getMessage();
    }
}
