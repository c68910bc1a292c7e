package dev.gyre.gateway.discovery;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.schemas.Json;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The list of kinds that users have defined: there are none, as none can be defined here yet. Discovery does not mention it.
 * {@code kubectl} asks for it all the same before it says that a manifest's kind is unknown, and says something else where the
 * answer is that there is no such list.
 */
public final class NoCustomResources {

    private static final String API_VERSION = "apiextensions.k8s.io/v1";

    private final LongSupplier revision;

    public NoCustomResources(LongSupplier revision) {
        this.revision = revision;
    }

    /** The empty list, or null where the request is for something else. */
    public @Nullable ApiResponse answer(ApiRequest request, RequestInfo info) {
        boolean isAsked = info.isResourceRequest()
                && info.apiVersion().equals(API_VERSION)
                && info.resource().equals("customresourcedefinitions")
                && info.verb().equals("list");
        if (!isAsked) {
            return null;
        }
        ObjectNode list = Json.object().put("apiVersion", API_VERSION).put("kind", "CustomResourceDefinitionList");
        list.putObject("metadata").put("resourceVersion", Long.toString(revision.getAsLong()));
        list.putArray("items");
        return new ApiResponse.Full(200, Map.of("content-type", "application/json"), Json.write(list));
    }
}
