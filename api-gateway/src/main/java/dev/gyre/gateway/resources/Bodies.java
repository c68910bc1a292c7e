package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.yaml.Yaml;
import dev.gyre.schemas.yaml.YamlException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns a request's body into a tree, whatever of the accepted formats it is in, under bounds on size and depth. */
final class Bodies {

    /** Kept clear of the codec's own bound, so that what is stored can be read back inside a list or an event. */
    private static final int MAX_DEPTH = Json.MAX_DEPTH - 20;

    private static final Pattern WHERE_IT_BEGAN = Pattern.compile(" \\(start marker at \\[[^\\]]*\\]\\)");

    private static final String OBJECT_TYPES = "application/json, application/yaml";

    private Bodies() {}

    /** The body as an object. */
    static ObjectNode object(ApiRequest request, Limits limits) {
        JsonNode tree = switch (mediaType(request)) {
            case "", "application/json" -> json(request, limits);
            case "application/yaml", "text/yaml", "application/x-yaml" -> yaml(request, limits);
            default -> throw Refusal.unsupportedMediaType(OBJECT_TYPES);
        };
        if (tree instanceof ObjectNode object) {
            requireShallow(object);
            return object;
        }
        throw Refusal.badRequest("the body of the request is not a JSON object");
    }

    /** The body of an apply: YAML, which nearly always is JSON. */
    static ObjectNode configuration(ApiRequest request, Limits limits) {
        JsonNode tree;
        try {
            tree = Json.MAPPER.readTree(bounded(request, limits));
        } catch (JacksonException notJson) {
            try {
                tree = Yaml.readObject(bounded(request, limits));
            } catch (YamlException e) {
                throw Refusal.badRequest("error decoding YAML: " + shortened(e.getMessage()));
            }
        }
        if (tree instanceof ObjectNode object) {
            requireShallow(object);
            return object;
        }
        throw Refusal.badRequest("error decoding YAML: the body of the request is not an object");
    }

    /** The body as any JSON: patches are arrays too, and their nulls mean something. */
    static JsonNode json(ApiRequest request, Limits limits) {
        try {
            return Json.MAPPER.readTree(bounded(request, limits));
        } catch (JacksonException e) {
            throw Refusal.badRequest("the body of the request is not valid JSON: " + shortened(e.getOriginalMessage()));
        }
    }

    private static JsonNode yaml(ApiRequest request, Limits limits) {
        try {
            return Yaml.readObject(bounded(request, limits));
        } catch (YamlException e) {
            throw Refusal.badRequest("the body of the request is not valid YAML: " + shortened(e.getMessage()));
        }
    }

    /** The media type without parameters, in lower case; empty where none was sent. */
    static String mediaType(ApiRequest request) {
        String header = request.header("content-type");
        if (header == null) {
            return "";
        }
        int semicolon = header.indexOf(';');
        return (semicolon < 0 ? header : header.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    /** Refuses what nests too deep to be stored and read back. */
    static void requireShallow(JsonNode tree) {
        requireShallow(tree, 1);
    }

    private static void requireShallow(JsonNode tree, int depth) {
        if (depth > MAX_DEPTH) {
            throw Refusal.badRequest("the object nests deeper than " + MAX_DEPTH + " levels");
        }
        for (JsonNode child : tree) {
            if (child.isContainer()) {
                requireShallow(child, depth + 1);
            }
        }
    }

    private static byte[] bounded(ApiRequest request, Limits limits) {
        if (request.body().length > limits.bodyBytes()) {
            throw Refusal.tooLarge("Request entity too large: limit is " + limits.bodyBytes());
        }
        if (request.body().length == 0) {
            throw Refusal.badRequest("the request has no body");
        }
        return request.body();
    }

    /** Short enough for a terminal, and without the parser's account of its own source. */
    private static String shortened(@Nullable String message) {
        String text = WHERE_IT_BEGAN.matcher(String.valueOf(message)).replaceAll("");
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }
}
