package dev.gyre.gateway.discovery;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.Warnings;
import dev.gyre.gateway.table.Representation;
import dev.gyre.gateway.table.TableBuilder;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.columns.ComponentColumns;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code kubectl get componentstatuses}: read only, and long deprecated. The store is asked, as {@code /readyz} asks it. Scheduler and
 * controllers read the log and answer nobody, so that of them nothing is said, which clients show as {@code Unknown}.
 */
public final class ComponentStatuses {

    static final String PLURAL = "componentstatuses";
    private static final List<String> UNASKED = List.of("controller-manager", "scheduler");
    private static final String STORE = "etcd-0";
    private static final String WARNING = "v1 ComponentStatus is deprecated in v1.19+";

    private final HealthHandler.Check store;

    public ComponentStatuses(HealthHandler.Check store) {
        this.store = store;
    }

    /** The answer, or null where the request is for something else. */
    public @Nullable CompletionStage<ApiResponse> answer(ApiRequest request, RequestInfo info) {
        if (!info.apiVersion().equals("v1") || !info.resource().equals(PLURAL) || info.subresource() != null) {
            return null;
        }
        Representation representation = Representation.of(request);
        return switch (info.verb()) {
            case "get" -> get(info.name() == null ? "" : info.name(), representation);
            case "list" -> list(representation);
            default -> throw StatusException.methodNotAllowed();
        };
    }

    private CompletionStage<ApiResponse> get(String name, Representation representation) {
        CompletionStage<ObjectNode> component = name.equals(STORE)
                ? HealthHandler.outcome(store).thenApply(ComponentStatuses::store)
                : CompletableFuture.completedStage(unasked(name));
        return component.thenApply(status -> answer(status, List.of(status), representation));
    }

    private CompletionStage<ApiResponse> list(Representation representation) {
        return HealthHandler.outcome(store).thenApply(isWell -> {
            ObjectNode list = Json.object().put("kind", "ComponentStatusList").put("apiVersion", "v1");
            list.putObject("metadata");
            ArrayNode items = list.putArray("items");
            UNASKED.forEach(name -> items.add(unasked(name)));
            items.add(store(isWell));
            return answer(
                    list, items.valueStream().map(item -> (ObjectNode) item).toList(), representation);
        });
    }

    private static ObjectNode store(boolean isWell) {
        ObjectNode status = head(STORE);
        status.putArray("conditions")
                .addObject()
                .put("type", "Healthy")
                .put("status", isWell ? "True" : "False")
                .put("message", isWell ? "ok" : "")
                .put("error", isWell ? "" : "it does not answer");
        return status;
    }

    private static ObjectNode unasked(String name) {
        if (!UNASKED.contains(name)) {
            throw new StatusException(new Status(
                    404,
                    "NotFound",
                    "componentstatuses \"" + name + "\" not found",
                    Status.Details.of("", PLURAL, name)));
        }
        return head(name);
    }

    private static ObjectNode head(String name) {
        ObjectNode status = Json.object().put("kind", "ComponentStatus").put("apiVersion", "v1");
        status.putObject("metadata").put("name", name).putNull("creationTimestamp");
        return status;
    }

    private static ApiResponse answer(ObjectNode plain, List<ObjectNode> components, Representation representation) {
        ObjectNode body = plain;
        if (representation.form() == Representation.Form.TABLE) {
            TableBuilder table = new TableBuilder(ComponentColumns.all(), representation, Instant.EPOCH, true);
            components.forEach(component -> table.row(component, () -> component));
            body = table.build();
        }
        return new ApiResponse.Full(
                200,
                Map.of("content-type", "application/json", Warnings.HEADER, Warnings.header(List.of(WARNING))),
                Json.write(body));
    }
}
