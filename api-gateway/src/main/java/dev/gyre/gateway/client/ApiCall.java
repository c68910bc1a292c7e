package dev.gyre.gateway.client;

import dev.gyre.gateway.ComponentHeaders;
import dev.gyre.gateway.measures.RequestTrace;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.record.RecordJson;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A request to the API, free of any transport. Path segments and parameters are not encoded yet. */
record ApiCall(String method, String path, Map<String, List<String>> query, Map<String, String> headers, byte[] body) {

    private static final byte[] NOTHING = new byte[0];
    private static final String FIELD_MANAGER = "gyre";

    static ApiCall get(String path, Map<String, List<String>> query) {
        return new ApiCall("GET", path, query, Map.of("accept", "application/json"), NOTHING);
    }

    /** By a path as it stands in a request: encoded, and with its query. */
    static ApiCall get(String target) {
        int mark = target.indexOf('?');
        Map<String, List<String>> query = new LinkedHashMap<>();
        if (mark >= 0) {
            for (String parameter : target.substring(mark + 1).split("&")) {
                int equals = parameter.indexOf('=');
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                String value = equals < 0 ? "" : parameter.substring(equals + 1);
                query.computeIfAbsent(decoded(name), n -> new ArrayList<>()).add(decoded(value));
            }
        }
        return get(decoded(mark < 0 ? target : target.substring(0, mark)), query);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    static ApiCall post(String path, ObjectNode body) {
        return new ApiCall("POST", path, Map.of(), jsonHeaders("application/json"), Json.write(body));
    }

    /** The path of an object, in the storage version of its kind. */
    static String path(ResourceKinds kinds, ResourceKey key) {
        return collection(kinds.of(key), key.namespace()) + "/" + key.name();
    }

    static String collection(ResourceKind kind, String namespace) {
        ApiVersion version = kind.storageVersion();
        String root = (version.group().isEmpty() ? "/api/" : "/apis/") + version.apiVersion() + "/";
        return root + (namespace.isEmpty() ? "" : "namespaces/" + namespace + "/") + kind.plural();
    }

    static ApiCall of(ResourceKinds kinds, Command command, String cause, String traceparent) {
        ApiCall call = switch (command) {
            case Command.Create create ->
                post(collection(kinds.of(create.key()), create.key().namespace()), create.object());
            case Command.Update update ->
                new ApiCall(
                        "PUT",
                        below(path(kinds, update.key()), update.subresource()),
                        Map.of(),
                        jsonHeaders("application/json"),
                        Json.write(atRevision(update.object(), update.revision())));
            case Command.Patch patch -> patch(kinds, patch);
            case Command.Delete delete ->
                new ApiCall(
                        "DELETE",
                        path(kinds, delete.key()),
                        Map.of(),
                        jsonHeaders("application/json"),
                        Json.write(deleteOptions(delete)));
            case Command.Bind bind -> post(path(kinds, bind.key()) + "/binding", binding(bind));
        };
        Map<String, String> headers = new HashMap<>(call.headers());
        if (!cause.isEmpty()) {
            headers.put(ComponentHeaders.CAUSE, cause);
        }
        if (!traceparent.isEmpty()) {
            headers.put(RequestTrace.HEADER, traceparent);
        }
        if (!command.guards().isEmpty()) {
            headers.put(
                    ComponentHeaders.GUARDS,
                    RecordJson.guardsToJson(command.guards()).toString());
        }
        return new ApiCall(call.method(), call.path(), call.query(), headers, call.body());
    }

    private static ApiCall patch(ResourceKinds kinds, Command.Patch patch) {
        Map<String, List<String>> query = patch.type() == Command.PatchType.APPLY
                ? Map.of("fieldManager", List.of(FIELD_MANAGER), "force", List.of("true"))
                : Map.of();
        return new ApiCall(
                "PATCH",
                below(path(kinds, patch.key()), patch.subresource()),
                query,
                jsonHeaders(patch.type().mediaType()),
                Json.write(patch.patch()));
    }

    private static ObjectNode atRevision(ObjectNode object, long revision) {
        if (revision <= 0) {
            return object;
        }
        ObjectNode sent = Json.object();
        sent.setAll(fields(object));
        ObjectNode metadata = Json.object();
        metadata.setAll(fields(object.path("metadata")));
        metadata.put("resourceVersion", Long.toString(revision));
        sent.set("metadata", metadata);
        return sent;
    }

    private static Map<String, JsonNode> fields(JsonNode object) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    private static ObjectNode deleteOptions(Command.Delete delete) {
        ObjectNode options = Json.object().put("kind", "DeleteOptions").put("apiVersion", "v1");
        if (delete.uid() != null || delete.revision() != null) {
            ObjectNode preconditions = options.putObject("preconditions");
            if (delete.uid() != null) {
                preconditions.put("uid", delete.uid());
            }
            if (delete.revision() != null) {
                preconditions.put("resourceVersion", Long.toString(delete.revision()));
            }
        }
        if (delete.propagation() != null) {
            options.put("propagationPolicy", delete.propagation().word());
        }
        if (delete.gracePeriodSeconds() != null) {
            options.put("gracePeriodSeconds", delete.gracePeriodSeconds());
        }
        return options;
    }

    private static ObjectNode binding(Command.Bind bind) {
        ObjectNode binding = Json.object().put("apiVersion", "v1").put("kind", "Binding");
        binding.putObject("metadata")
                .put("name", bind.key().name())
                .put("namespace", bind.key().namespace())
                .put("uid", bind.uid());
        binding.putObject("target").put("apiVersion", "v1").put("kind", "Node").put("name", bind.nodeName());
        return binding;
    }

    private static String below(String path, @Nullable String subresource) {
        return subresource == null || subresource.isEmpty() ? path : path + "/" + subresource;
    }

    private static Map<String, String> jsonHeaders(String contentType) {
        return Map.of("accept", "application/json", "content-type", contentType, "user-agent", FIELD_MANAGER);
    }
}
