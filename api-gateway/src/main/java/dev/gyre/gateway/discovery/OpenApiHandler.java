package dev.gyre.gateway.discovery;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.KindSet;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers {@code /openapi/v2} and {@code /openapi/v3}. Few clients ask, and the documents are large: each version is built
 * when it is first asked for, on another thread, and kept.
 */
public final class OpenApiHandler {

    private static final String V2_PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private final ResourceKinds kinds;
    private final Executor executor;
    private KindSet described;
    private @Nullable CompletableFuture<Version2> version2;
    private @Nullable CompletableFuture<Map<String, Document>> version3;
    private final Map<String, GroupVersion> groupVersions = new ConcurrentHashMap<>();

    private record Version2(Document json, Document protobuf) {}

    /** A document, and what it was made of: where that is the same, so is the document. */
    private record GroupVersion(List<ResourceKind> kinds, Document document) {}

    public OpenApiHandler(ResourceKinds kinds, Executor executor) {
        this.kinds = kinds;
        this.described = kinds.current();
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

    /** Where kinds have come or gone, all is written anew when it is next asked for. */
    private KindSet described() {
        KindSet current = kinds.current();
        if (current != described) {
            described = current;
            version2 = null;
            version3 = null;
        }
        return described;
    }

    private synchronized CompletableFuture<Version2> version2() {
        OpenApi openApi = new OpenApi(described());
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
        OpenApi openApi = new OpenApi(described());
        if (version3 == null) {
            version3 = CompletableFuture.supplyAsync(() -> buildVersion3(openApi), executor);
        }
        return version3;
    }

    private Map<String, Document> buildVersion3(OpenApi openApi) {
        Map<String, Document> documents = new LinkedHashMap<>();
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        openApi.groupVersions().forEach((apiVersion, kinds) -> {
            String name = (apiVersion.contains("/") ? "apis/" : "api/") + apiVersion;
            GroupVersion known = groupVersions.get(apiVersion);
            if (known == null || !known.kinds().equals(kinds)) {
                known = new GroupVersion(kinds, Document.json(openApi.version3(apiVersion)));
                groupVersions.put(apiVersion, known);
            }
            Document document = known.document();
            documents.put("/openapi/v3/" + name, document);
            paths.putObject(name).put("serverRelativeURL", "/openapi/v3/" + name + "?hash=" + document.hash());
        });
        documents.put("/openapi/v3", Document.json(index));
        return documents;
    }
}
