package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse;
import java.util.concurrent.CompletionStage;

/** Routes {@code status}, {@code ephemeralcontainers}, {@code approval}, {@code resize}, {@code scale}, {@code binding}, {@code finalize} and {@code eviction}; all else is not found here. */
final class Subresources {

    private final Reading reading;
    private final Updating updating;
    private final Scaling scaling;
    private final Binding binding;
    private final Finalizing finalizing;
    private final Eviction eviction;

    Subresources(
            Environment environment,
            Reading reading,
            ReadModifyWrite writes,
            Updating updating,
            Deletion deletion,
            Answers answers) {
        this.reading = reading;
        this.updating = updating;
        this.scaling = new Scaling(environment, reading, writes, answers);
        this.binding = new Binding(environment, writes, answers);
        this.finalizing = new Finalizing(environment, writes, answers);
        this.eviction = new Eviction(environment, writes, deletion, answers);
    }

    CompletionStage<ApiResponse> handle(ResourceCall call) {
        String subresource = String.valueOf(call.info().subresource());
        if (!call.kind().subresources().contains(subresource)) {
            throw Refusal.noSuchResource();
        }
        String verb = call.info().verb();
        return switch (subresource + " " + verb) {
            case "status get", "ephemeralcontainers get", "approval get", "resize get" -> reading.get(call);
            case "status update", "ephemeralcontainers update", "approval update", "resize update" ->
                updating.update(call);
            case "status patch", "ephemeralcontainers patch", "approval patch", "resize patch" ->
                ManagerName.isApply(call.request()) ? updating.apply(call) : updating.patch(call);
            case "scale get" -> scaling.get(call);
            case "scale update", "scale patch" -> scaling.update(call);
            case "binding create" -> binding.create(call);
            case "finalize update" -> finalizing.update(call);
            case "eviction create" -> eviction.create(call);
            default -> throw Refusal.methodNotAllowed();
        };
    }
}
