package dev.gyre.gateway.discovery;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers {@code /openapi/v2} and {@code /openapi/v3}. Few clients ask, and the documents are large: each version is built
 * when it is first asked for, on another thread, and kept.
 */
public final class OpenApiHandler {

    private static final String V2_PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private final OpenApi openApi;
    private final Executor executor;
    private @Nullable CompletableFuture<Version2> version2;
    private @Nullable CompletableFuture<Map<String, Document>> version3;

    private record Version2(Document json, Document protobuf) {}

    public OpenApiHandler(ResourceKinds kinds, Executor executor) {
        this.openApi = new OpenApi(kinds);
        this.executor = executor;
    }

    /** The answer, or null where the path is none of these. */
    public @Nullable CompletionStage<ApiResponse> answer(ApiRequest request) {
        String path = request.path();
        if (path.equals("/openapi/v2")) {
            return version2().thenApply(documents -> negotiate(request, documents));
        }
        if (path.equals("/openapi/v3") || path.startsWith("/openapi/v3/")) {
            return version3().thenApply(documents -> {
                Document document = documents.get(path);
                if (document == null) {
                    throw new StatusException(
                            new Status(404, "NotFound", "the server could not find the requested resource", null));
                }
                return document.answer(request);
            });
        }
        return null;
    }

    private static ApiResponse negotiate(ApiRequest request, Version2 documents) {
        String accept = request.header("accept");
        if (accept != null) {
            for (String type : accept.split(",")) {
                if (type.contains("proto-openapi.spec.v2") && type.contains("protobuf")) {
                    return documents.protobuf().answer(request);
                }
                if (type.contains("json") || type.contains("*/*")) {
                    break;
                }
            }
        }
        return documents.json().answer(request);
    }

    private synchronized CompletableFuture<Version2> version2() {
        if (version2 == null) {
            version2 = CompletableFuture.supplyAsync(
                    () -> {
                        ObjectNode document = openApi.version2();
                        return new Version2(
                                Document.json(document), Document.of(V2_PROTOBUF, OpenApiProtobuf.document(document)));
                    },
                    executor);
        }
        return version2;
    }

    private synchronized CompletableFuture<Map<String, Document>> version3() {
        if (version3 == null) {
            version3 = CompletableFuture.supplyAsync(this::buildVersion3, executor);
        }
        return version3;
    }

    private Map<String, Document> buildVersion3() {
        Map<String, Document> documents = new LinkedHashMap<>();
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        openApi.version3().forEach((name, node) -> {
            Document document = Document.json(node);
            documents.put("/openapi/v3/" + name, document);
            paths.putObject(name).put("serverRelativeURL", "/openapi/v3/" + name + "?hash=" + document.hash());
        });
        documents.put("/openapi/v3", Document.json(index));
        return documents;
    }
}
