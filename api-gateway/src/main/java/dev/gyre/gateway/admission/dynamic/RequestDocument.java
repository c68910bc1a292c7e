package dev.gyre.gateway.admission.dynamic;

import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A request written down: what a webhook is sent as {@code request}, and what expressions know by that name. */
final class RequestDocument {

    private RequestDocument() {}

    /** Without the objects and without a uid. {@code shown} is the version in which the request is to be seen. */
    static ObjectNode of(AdmissionAttributes request, ApiVersion shown) {
        ObjectNode document = Json.object();
        document.set("kind", kind(request, shown));
        document.set("resource", resource(request, shown));
        putUnlessEmpty(document, "subResource", request.subresource());
        document.set("requestKind", kind(request, request.version()));
        document.set("requestResource", resource(request, request.version()));
        putUnlessEmpty(document, "requestSubResource", request.subresource());
        putUnlessEmpty(document, "name", request.name());
        putUnlessEmpty(document, "namespace", request.namespace());
        document.put("operation", request.operation().name());
        document.set("userInfo", request.user().toJson());
        document.put("dryRun", request.isDryRun());
        document.set("options", request.options());
        return document;
    }

    /** Of a part that speaks in a kind of its own, that kind. */
    private static ObjectNode kind(AdmissionAttributes request, ApiVersion version) {
        JsonNode shown = request.shown(version);
        String apiVersion = shown.path("apiVersion").asString(version.apiVersion());
        int slash = apiVersion.indexOf('/');
        return Json.object()
                .put("group", slash < 0 ? "" : apiVersion.substring(0, slash))
                .put("version", apiVersion.substring(slash + 1))
                .put("kind", shown.path("kind").asString(request.kind().kind()));
    }

    private static ObjectNode resource(AdmissionAttributes request, ApiVersion version) {
        return Json.object()
                .put("group", version.group())
                .put("version", version.name())
                .put("resource", request.kind().plural());
    }

    private static void putUnlessEmpty(ObjectNode node, String field, String value) {
        if (!value.isEmpty()) {
            node.put(field, value);
        }
    }
}
