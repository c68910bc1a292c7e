package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.apply.FieldRecord;
import dev.gyre.gateway.resources.ReadModifyWrite.Step;
import dev.gyre.gateway.resources.ReadModifyWrite.Written;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.table.Representation;
import dev.gyre.gateway.table.TableBuilder;
import dev.gyre.schemas.Command.PatchType;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ScalePaths;
import dev.gyre.schemas.columns.ScaleColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;

/** The subresource {@code scale}: an object's replicas, in a form that is the same for every kind that has them. */
final class Scaling {

    /** Where Kubernetes' own kinds have their replicas. */
    private static final ScalePaths STANDARD =
            new ScalePaths(List.of("spec", "replicas"), List.of("status", "replicas"), List.of("spec", "selector"));

    private final Environment environment;
    private final Reading reading;
    private final ReadModifyWrite writes;
    private final Admitting admitting;
    private final Answers answers;

    Scaling(Environment environment, Reading reading, ReadModifyWrite writes, Answers answers) {
        this.environment = environment;
        this.reading = reading;
        this.writes = writes;
        this.admitting = new Admitting(environment);
        this.answers = answers;
    }

    CompletionStage<ApiResponse> get(ResourceCall call) {
        return reading.find(call).thenApply(object -> {
            ObjectNode scale = scale(call, Versioned.of(object));
            return answers.tree(call, 200, isTable(call) ? table(call, scale) : scale, 0);
        });
    }

    private static boolean isTable(ResourceCall call) {
        return call.representation().form() == Representation.Form.TABLE;
    }

    private ObjectNode table(ResourceCall call, ObjectNode scale) {
        TableBuilder table = new TableBuilder(
                ScaleColumns.all(), call.representation(), environment.clock().instant(), true);
        table.row(scale, () -> scale);
        table.metadata().set("resourceVersion", scale.path("metadata").path("resourceVersion"));
        return table.build();
    }

    CompletionStage<ApiResponse> update(ResourceCall call) {
        boolean isPatch = call.info().verb().equals("patch");
        WriteOptions options =
                WriteOptions.of(call.request(), isPatch ? "PatchOptions" : "UpdateOptions", environment.clock());
        if (isPatch && ManagerName.isApply(call.request())) {
            return apply(call, options);
        }
        Recording recording = Recording.update(call, options);
        PatchType type = isPatch ? Updating.patchType(call) : null;
        JsonNode sent = isPatch
                ? Bodies.json(call.request(), environment.limits())
                : Bodies.object(call.request(), environment.limits());
        Hooks hooks = Hooks.ofUpdate(environment, call, options);
        return writes.run(call.kind(), call.key(), options, (current, others) -> {
                    ObjectNode scale = type == null
                            ? ((ObjectNode) sent).deepCopy()
                            : Updating.apply(call, type, sent, scale(call, Versioned.of(current)));
                    return replace(
                            call,
                            current,
                            scale,
                            hooks,
                            changed -> Replacement.of(
                                    call,
                                    current,
                                    scaled(call, current, changed),
                                    recording,
                                    others,
                                    admitting,
                                    Hooks.none(call)));
                })
                .thenApply(written -> answer(call, options, written));
    }

    /** Applies the replicas to the object itself: there they are owned, by whoever applies to the scale. */
    private CompletionStage<ApiResponse> apply(ResourceCall call, WriteOptions options) {
        ObjectNode scale = Bodies.configuration(call.request(), environment.limits());
        Configuration.require(call, scale, "autoscaling/v1", "Scale");
        requireReplicas(call, scale);
        ObjectNode config = Json.object();
        config.put("apiVersion", call.version().apiVersion())
                .put("kind", call.kind().kind());
        copyPreconditions(scale, config.putObject("metadata"));
        if (scale.path("spec").has("replicas")) {
            put(config, paths(call).specReplicas(), scale.path("spec").path("replicas"));
        }
        FieldRecord record = Recording.of(call, options);
        Hooks hooks = Hooks.ofUpdate(environment, call, options);
        return writes.run(call.kind(), call.key(), options, (current, others) -> {
                    ObjectNode applied = Configuration.over(record, current.json(), config, call, options)
                            .object();
                    ObjectNode wanted = scale(call, new Versioned(applied, current.modRevision()));
                    return replace(call, current, wanted, hooks, changed -> {
                        put(
                                applied,
                                paths(call).specReplicas(),
                                changed.path("spec").path("replicas"));
                        return Replacement.of(
                                call,
                                current,
                                applied,
                                Recording.applied(applied),
                                others,
                                admitting,
                                Hooks.none(call));
                    });
                })
                .thenApply(written -> answer(call, options, written));
    }

    /** Whoever has a say in scales is shown the scale, not the object. */
    private static CompletionStage<Step> replace(
            ResourceCall call,
            StoredObject current,
            ObjectNode scale,
            Hooks hooks,
            Function<ObjectNode, CompletionStage<Step>> replacement) {
        ObjectNode old = scale(call, Versioned.of(current));
        scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        return hooks.mutatePlain(call.key(), scale, old)
                .thenCompose(changed -> hooks.validatePlain(call.key(), scale, old))
                .thenCompose(admitted -> replacement.apply(scale));
    }

    private ApiResponse answer(ResourceCall call, WriteOptions options, Written written) {
        return answers.tree(call, 200, scale(call, written.versioned()), options.dryRun() ? 0 : written.revision());
    }

    /** The object with the replicas that the scale asks for, under the scale's own preconditions. */
    private static ObjectNode scaled(ResourceCall call, StoredObject current, ObjectNode scale) {
        requireReplicas(call, scale);
        ObjectNode next = current.json().deepCopy();
        put(
                next,
                paths(call).specReplicas(),
                IntNode.valueOf(scale.path("spec").path("replicas").asInt(0)));
        copyPreconditions(scale, (ObjectNode) next.get("metadata"));
        return next;
    }

    private static void copyPreconditions(ObjectNode scale, ObjectNode metadata) {
        JsonNode sent = scale.path("metadata");
        for (String precondition : List.of("name", "namespace", "uid", "resourceVersion")) {
            if (sent.path(precondition).isString()) {
                metadata.set(precondition, sent.get(precondition));
            }
        }
    }

    private static void requireReplicas(ResourceCall call, ObjectNode scale) {
        JsonNode replicas = scale.path("spec").path("replicas");
        FieldErrors errors = new FieldErrors();
        FieldPath path = FieldPath.of("spec", "replicas");
        if (!replicas.isMissingNode() && !(replicas.isIntegralNumber() && replicas.canConvertToInt())) {
            errors.invalid(path, replicas, "must be an integer");
        } else if (replicas.asInt(0) < 0) {
            errors.invalid(path, replicas, "must be greater than or equal to 0");
        }
        if (!errors.isEmpty()) {
            throw Refusal.invalid("autoscaling", "Scale", call.key().name(), errors);
        }
    }

    private static ScalePaths paths(ResourceCall call) {
        ResourceKind.Custom custom = call.kind().custom();
        ScalePaths paths = custom == null ? null : custom.scale();
        return paths == null ? STANDARD : paths;
    }

    private static void put(ObjectNode object, List<String> path, JsonNode value) {
        ObjectNode around = object;
        for (String name : path.subList(0, path.size() - 1)) {
            around = around.withObjectProperty(name);
        }
        around.set(path.getLast(), value);
    }

    private static JsonNode at(JsonNode object, List<String> path) {
        JsonNode value = object;
        for (String name : path) {
            value = value.path(name);
        }
        return value;
    }

    private static ObjectNode scale(ResourceCall call, Versioned object) {
        ScalePaths paths = paths(call);
        ObjectNode json = object.json();
        ObjectNode scale = Json.object();
        scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : List.of("name", "namespace", "uid", "creationTimestamp")) {
            if (json.path("metadata").has(field)) {
                metadata.set(field, json.path("metadata").get(field));
            }
        }
        if (object.revision() > 0) {
            metadata.put("resourceVersion", Long.toString(object.revision()));
        }
        scale.putObject("spec").put("replicas", at(json, paths.specReplicas()).asInt(0));
        ObjectNode status = scale.putObject("status");
        status.put("replicas", at(json, paths.statusReplicas()).asInt(0));
        JsonNode selector = paths.selector().isEmpty() ? Json.object() : at(json, paths.selector());
        status.put("selector", selector.isString() ? selector.asString() : selector(selector));
        return scale;
    }

    /** A label selector in the syntax of queries; a plain map of labels is one, too. */
    private static String selector(JsonNode selector) {
        List<String> terms = new ArrayList<>();
        boolean isPlain = !selector.has("matchLabels") && !selector.has("matchExpressions");
        (isPlain ? selector : selector.path("matchLabels"))
                .properties()
                .forEach(label ->
                        terms.add(label.getKey() + "=" + label.getValue().asString("")));
        for (JsonNode expression : selector.path("matchExpressions")) {
            terms.add(term(expression));
        }
        return String.join(",", terms);
    }

    private static String term(JsonNode expression) {
        String key = expression.path("key").asString("");
        List<String> values = new ArrayList<>();
        expression.path("values").forEach(value -> values.add(value.asString("")));
        String set = "(" + String.join(",", values) + ")";
        return switch (expression.path("operator").asString("")) {
            case "In" -> key + " in " + set;
            case "NotIn" -> key + " notin " + set;
            case "DoesNotExist" -> "!" + key;
            default -> key;
        };
    }
}
