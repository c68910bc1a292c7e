package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.schemas.Command.Propagation;
import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a deletion is to be done. A body says it all; without one the query does.
 *
 * @param gracePeriodSeconds null leaves it to the object
 * @param propagation null leaves it to the finalizers that the object has
 */
record DeleteOptions(
        @Nullable String uid,
        @Nullable String resourceVersion,
        @Nullable Long gracePeriodSeconds,
        @Nullable Propagation propagation,
        boolean dryRun) {

    static DeleteOptions of(ApiRequest request, Limits limits) {
        return of(request.body().length > 0 ? Bodies.object(request, limits) : fromQuery(request));
    }

    private static ObjectNode fromQuery(ApiRequest request) {
        ObjectNode options = Json.object();
        String grace = request.parameter("gracePeriodSeconds");
        if (grace != null) {
            try {
                options.put("gracePeriodSeconds", Long.parseLong(grace));
            } catch (NumberFormatException e) {
                throw Refusal.badRequest("gracePeriodSeconds: \"" + grace + "\" is not a number");
            }
        }
        String policy = request.parameter("propagationPolicy");
        if (policy != null && !policy.isEmpty()) {
            options.put("propagationPolicy", policy);
        }
        if (request.query().containsKey("orphanDependents")) {
            options.put("orphanDependents", request.flag("orphanDependents"));
        }
        List<String> dryRun = request.query().getOrDefault("dryRun", List.of());
        dryRun.forEach(options.withArray("dryRun")::add);
        return options;
    }

    static DeleteOptions of(ObjectNode json) {
        FieldErrors errors = new FieldErrors();
        List<String> dryRun = new ArrayList<>();
        json.path("dryRun").forEach(value -> dryRun.add(value.asString("")));
        boolean isDryRun = WriteOptions.dryRun(dryRun, errors);
        Propagation propagation = propagation(json, errors);
        if (!errors.isEmpty()) {
            throw Refusal.invalid("meta.k8s.io", "DeleteOptions", "", errors);
        }
        JsonNode grace = json.path("gracePeriodSeconds");
        if (!grace.isMissingNode() && !grace.isIntegralNumber()) {
            throw Refusal.badRequest("DeleteOptions: gracePeriodSeconds must be a number");
        }
        JsonNode preconditions = json.path("preconditions");
        return new DeleteOptions(
                string(preconditions, "uid"),
                string(preconditions, "resourceVersion"),
                grace.isMissingNode() ? null : graceSeconds(grace.asLong(0)),
                propagation,
                isDryRun);
    }

    /** The same of the object as this write has left it, and of no other of its name. */
    DeleteOptions after(ReadModifyWrite.Written written) {
        String revision = resourceVersion == null ? null : Long.toString(written.revision());
        return new DeleteOptions(written.uid(), revision, gracePeriodSeconds, propagation, dryRun);
    }

    /** As webhooks see them. */
    ObjectNode toJson() {
        ObjectNode json = Json.object().put("kind", "DeleteOptions").put("apiVersion", "meta.k8s.io/v1");
        if (gracePeriodSeconds != null) {
            json.put("gracePeriodSeconds", gracePeriodSeconds);
        }
        if (uid != null || resourceVersion != null) {
            ObjectNode preconditions = json.putObject("preconditions");
            if (uid != null) {
                preconditions.put("uid", uid);
            }
            if (resourceVersion != null) {
                preconditions.put("resourceVersion", resourceVersion);
            }
        }
        if (propagation != null) {
            json.put("propagationPolicy", propagation.word());
        }
        if (dryRun) {
            json.putArray("dryRun").add("All");
        }
        return json;
    }

    /** A negative period is a mistake that upstream takes for a second. */
    private static long graceSeconds(long seconds) {
        return seconds < 0 ? 1 : seconds;
    }

    private static @Nullable Propagation propagation(ObjectNode json, FieldErrors errors) {
        String word = string(json, "propagationPolicy");
        JsonNode orphan = json.path("orphanDependents");
        FieldPath path = FieldPath.of("propagationPolicy");
        if (word == null) {
            return orphan.isBoolean() ? (orphan.asBoolean() ? Propagation.ORPHAN : Propagation.BACKGROUND) : null;
        }
        if (orphan.isBoolean()) {
            errors.invalid(path, word, "orphanDependents and deletionPropagation cannot be both set");
        }
        for (Propagation propagation : Propagation.values()) {
            if (propagation.word().equals(word)) {
                return propagation;
            }
        }
        errors.notSupported(
                path,
                word,
                Arrays.stream(Propagation.values()).map(Propagation::word).toList());
        return null;
    }

    private static @Nullable String string(JsonNode json, String field) {
        JsonNode value = json.path(field);
        return value.isString() && !value.asString().isEmpty() ? value.asString() : null;
    }
}
