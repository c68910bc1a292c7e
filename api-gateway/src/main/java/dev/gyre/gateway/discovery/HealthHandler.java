package dev.gyre.gateway.discovery;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /livez}, {@code /readyz} and {@code /healthz}: alive is who answers; ready is who also reaches the store and has a
 * cache. Each check has its own path, {@code ?verbose} shows all, {@code ?exclude=} leaves one out.
 */
public final class HealthHandler {

    private static final long CHECK_TIMEOUT_MILLIS = 2000;

    /** Completes normally where all is well. */
    public interface Check extends Supplier<CompletionStage<?>> {}

    private final Map<String, Check> readiness = new LinkedHashMap<>();

    public HealthHandler(Map<String, Check> readiness) {
        this.readiness.putAll(readiness);
    }

    /** The answer, or null where the path is none of these. */
    public @Nullable CompletionStage<ApiResponse> answer(ApiRequest request) {
        String[] parts = request.path().split("/", -1);
        if (parts.length < 2 || parts.length > 3) {
            return null;
        }
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("ping", () -> CompletableFuture.completedStage(null));
        switch (parts[1]) {
            case "livez" -> {}
            case "readyz", "healthz" -> checks.putAll(readiness);
            default -> {
                return null;
            }
        }
        if (parts.length == 3 && !parts[2].isEmpty()) {
            if (!checks.containsKey(parts[2])) {
                return null;
            }
            checks.keySet().retainAll(List.of(parts[2]));
        }
        request.query().getOrDefault("exclude", List.of()).forEach(checks::remove);
        return run(parts[1], checks, request.flag("verbose"));
    }

    private static CompletionStage<ApiResponse> run(String name, Map<String, Check> checks, boolean isVerbose) {
        Map<String, CompletableFuture<Boolean>> results = new LinkedHashMap<>();
        checks.forEach((check, probe) -> results.put(check, outcome(probe)));
        return CompletableFuture.allOf(results.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    List<String> lines = new ArrayList<>();
                    boolean isWell = true;
                    for (Map.Entry<String, CompletableFuture<Boolean>> result : results.entrySet()) {
                        boolean ok = result.getValue().join();
                        isWell &= ok;
                        lines.add(ok ? "[+]" + result.getKey() + " ok" : "[-]" + result.getKey() + " failed");
                    }
                    lines.add(name + " check " + (isWell ? "passed" : "failed"));
                    String text = isWell && !isVerbose ? "ok" : String.join("\n", lines) + "\n";
                    return text(isWell ? 200 : 500, text);
                });
    }

    /** Whether all is well; not within 2 s is no. */
    static CompletableFuture<Boolean> outcome(Check probe) {
        try {
            return probe.get()
                    .toCompletableFuture()
                    .copy()
                    .orTimeout(CHECK_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .handle((ok, failure) -> failure == null);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(false);
        }
    }

    static ApiResponse text(int code, String text) {
        return new ApiResponse.Full(
                code,
                Map.of("content-type", "text/plain; charset=utf-8", "x-content-type-options", "nosniff"),
                text.getBytes(StandardCharsets.UTF_8));
    }
}
