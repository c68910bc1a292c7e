package dev.gyre.gateway.conversion;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.node.ObjectNode;

/** Brings objects of a kind that has a {@link ResourceKind#conversionWebhook} into a version. */
@FunctionalInterface
public interface Conversions {

    /** Where there is nobody to ask. */
    Conversions NONE = (kind, objects, apiVersion) -> CompletableFuture.failedStage(failure("conversion webhook for "
            + groupVersionKind(objects.getFirst()) + " failed: no webhook can be asked here"));

    /**
     * The objects in that version, in their order; those that are in it already as they are. Fails with the refusal. What is
     * given is not changed, and what is answered is not to be.
     */
    CompletionStage<List<ObjectNode>> convert(ResourceKind kind, List<ObjectNode> objects, String apiVersion);

    /** Upstream has no reason for it, only words. */
    static StatusException failure(String message) {
        return new StatusException(new Status(500, "", message, null));
    }

    /** {@code stable.example.com/v1, Kind=CronTab}. */
    static String groupVersionKind(ObjectNode object) {
        return object.path("apiVersion").asString("") + ", Kind="
                + object.path("kind").asString("");
    }

    static boolean isIn(ObjectNode object, String apiVersion) {
        return object.path("apiVersion").asString("").equals(apiVersion);
    }
}
