package dev.gyre.gateway.client;

import dev.gyre.gateway.ComponentHeaders;
import dev.gyre.schemas.ApiClient.ApiException;
import dev.gyre.schemas.ApiClient.ResourceList;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.LiveKinds;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.SharedTrees;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.custom.CustomKinds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An answer of the API, whole, and what it means. */
record ApiAnswer(int code, Map<String, String> headers, byte[] body) {

    boolean isSuccess() {
        return code >= 200 && code < 300;
    }

    /**
     * A refusal says that nothing changed; what the server could not finish, or did not understand of itself, may have been
     * committed all the same.
     */
    Outcome outcome() {
        if (isSuccess()) {
            ObjectNode object = json();
            return new Outcome.Committed(revision(object), object);
        }
        Status status = status();
        boolean isUnknown = code >= 500 && code != 503 || code == 408;
        return isUnknown
                ? new Outcome.Unknown(code + " " + status.message())
                : new Outcome.Refused(status, revisionHeader());
    }

    ObjectNode json() {
        if (!isSuccess()) {
            throw new ApiException(status());
        }
        try {
            return Json.readObject(body);
        } catch (JacksonException e) {
            throw new ApiException(
                    new Status(0, "BadAnswer", "the answer is not JSON: " + e.getOriginalMessage(), null));
        }
    }

    /** The one object that was asked for. */
    Resource resource(ResourceKinds kinds) {
        return resource(kinds, json());
    }

    ResourceList list(ResourceKinds kinds, ResourceKind kind) {
        ObjectNode list = json();
        List<Resource> items = new ArrayList<>();
        for (JsonNode item : list.path("items")) {
            ObjectNode object = (ObjectNode) item;
            // Items of a list are of its kind, and do not always say so themselves.
            if (!object.has("kind")) {
                object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
            }
            items.add(resource(kinds, object));
        }
        return new ResourceList(revision(list), items);
    }

    /** Documents one a line, of which the last names the revision. */
    ResourceList lines(LiveKinds kinds) {
        if (!isSuccess()) {
            throw new ApiException(status());
        }
        List<Resource> items = new ArrayList<>();
        long revision = 0;
        int start = 0;
        for (int i = 0; i < body.length; i++) {
            if (body[i] == '\n') {
                JsonNode line = Json.MAPPER.readTree(body, start, i - start);
                start = i + 1;
                if (line.has("kind")) {
                    learn(line, kinds);
                    Resource resource = resource(kinds, (ObjectNode) line);
                    SharedTrees.of(resource.json());
                    items.add(resource);
                } else {
                    revision = line.path("revision").asLong(0);
                }
            }
        }
        if (revision == 0) {
            throw new ApiException(new Status(0, "Incomplete", "the snapshot was cut off", null));
        }
        return new ResourceList(revision, items);
    }

    /** Definitions come before the objects of their kinds. */
    private static void learn(JsonNode line, LiveKinds kinds) {
        boolean isDefinition = line.path("kind").asString("").equals("CustomResourceDefinition")
                && line.path("apiVersion").asString("").startsWith(CustomKinds.GROUP + "/");
        if (isDefinition && CustomKinds.isEstablished(line)) {
            kinds.learn(CustomKinds.kind(line));
        }
    }

    /** Without the resource version in its metadata, as objects are on the log: the revision stands beside the object. */
    private static Resource resource(ResourceKinds kinds, ObjectNode object) {
        ResourceKind kind = kinds.ofObject(
                object.path("apiVersion").asString(""), object.path("kind").asString(""));
        if (kind == null) {
            throw new ApiException(new Status(0, "BadAnswer", "the answer is of an unknown kind", null));
        }
        JsonNode metadata = object.path("metadata");
        long revision = Long.parseLong(metadata.path("resourceVersion").asString("0"));
        if (metadata instanceof ObjectNode own) {
            own.remove("resourceVersion");
        }
        String namespace = metadata.path("namespace").asString("");
        return Resource.of(kind.key(namespace, metadata.path("name").asString("")), revision, object);
    }

    Status status() {
        try {
            JsonNode json = Json.MAPPER.readTree(body);
            if (json.path("kind").asString("").equals("Status")) {
                return readStatus(json);
            }
        } catch (JacksonException notJson) {
            // Falls through: whatever it is, it is shown as it came.
        }
        String text = new String(body, 0, Math.min(body.length, 500), StandardCharsets.UTF_8);
        return new Status(code, "", text, null);
    }

    private Status readStatus(JsonNode json) {
        JsonNode details = json.path("details");
        List<Status.Cause> causes = new ArrayList<>();
        for (JsonNode cause : details.path("causes")) {
            causes.add(new Status.Cause(
                    cause.path("reason").asString(""),
                    cause.path("message").asString(""),
                    cause.path("field").asString("")));
        }
        return new Status(
                json.path("code").asInt(code),
                json.path("reason").asString(""),
                json.path("message").asString(""),
                details.isMissingNode()
                        ? null
                        : new Status.Details(
                                details.path("group").asString(""),
                                details.path("kind").asString(""),
                                details.path("name").asString(""),
                                details.path("uid").asString(""),
                                causes,
                                details.path("retryAfterSeconds").asInt(0)));
    }

    private long revision(ObjectNode object) {
        long header = revisionHeader();
        String version = object.path("metadata").path("resourceVersion").asString("");
        return header > 0 || version.isEmpty() ? header : Long.parseLong(version);
    }

    private long revisionHeader() {
        String value = headers.get(ComponentHeaders.REVISION);
        return value == null ? 0 : Long.parseLong(value);
    }
}
