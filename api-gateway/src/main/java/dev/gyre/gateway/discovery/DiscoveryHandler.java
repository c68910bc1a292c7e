package dev.gyre.gateway.discovery;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.schemas.KindSet;
import dev.gyre.schemas.ResourceKinds;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers below {@code /api} and {@code /apis}, as far as no resource is meant. */
public final class DiscoveryHandler {

    private final ResourceKinds kinds;
    private volatile Documents documents;

    public DiscoveryHandler(ResourceKinds kinds) {
        this.kinds = kinds;
        this.documents = Documents.of(kinds.current());
    }

    /** What is said of one set of kinds. */
    private record Documents(KindSet kinds, Map<String, Document> byPath, Map<String, Document> aggregated) {
        static Documents of(KindSet kinds) {
            Map<String, Document> byPath = new LinkedHashMap<>();
            Map<String, Document> aggregated = new LinkedHashMap<>();
            DiscoveryDocuments documents = new DiscoveryDocuments(new ServedGroups(kinds));
            documents.byPath().forEach((path, node) -> byPath.put(path, Document.json(node)));
            for (String version : new String[] {"v2", "v2beta1"}) {
                for (boolean isCore : new boolean[] {true, false}) {
                    Document plain = Document.json(documents.aggregated(isCore, version));
                    String type = "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList";
                    aggregated.put((isCore ? "/api " : "/apis ") + version, Document.of(type, plain.body()));
                }
            }
            return new Documents(kinds, byPath, aggregated);
        }
    }

    /** Written anew where kinds have come or gone since the last answer. */
    private Documents documents() {
        KindSet current = kinds.current();
        Documents known = documents;
        if (known.kinds() != current) {
            known = Documents.of(current);
            documents = known;
        }
        return known;
    }

    /** The answer, or null where the path is none of discovery's. */
    public @Nullable ApiResponse answer(ApiRequest request) {
        String path = request.path();
        if (path.length() > 1 && path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        Documents documents = documents();
        Document document = documents.byPath().get(path);
        if (document == null) {
            return null;
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw StatusException.methodNotAllowed();
        }
        Document wanted = null;
        String accept = request.header("accept");
        if (accept != null && (path.equals("/api") || path.equals("/apis"))) {
            wanted = firstAccepted(documents, path, accept);
        }
        return (wanted == null ? document : wanted).answer(request);
    }

    /** The client's order decides; the plain form is what every client understands. */
    private @Nullable Document firstAccepted(Documents documents, String path, String accept) {
        for (String type : accept.toLowerCase(Locale.ROOT).split(",")) {
            String compact = type.replace(" ", "");
            if (compact.startsWith("application/json") && compact.contains("as=apigroupdiscoverylist")) {
                for (String version : new String[] {"v2", "v2beta1"}) {
                    if ((compact + ";").contains(";v=" + version + ";")) {
                        return documents.aggregated().get(path + " " + version);
                    }
                }
            } else if (compact.equals("application/json")) {
                return null;
            }
        }
        return null;
    }
}
