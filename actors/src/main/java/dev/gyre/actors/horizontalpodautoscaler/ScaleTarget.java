package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.customresource.DefinedKinds;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.ScalePaths;
import dev.gyre.schemas.selection.LabelSelector;
import dev.gyre.schemas.selection.SelectorException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an autoscaler scales, as the subresource {@code scale} shows it.
 *
 * @param replicas how many are wanted
 * @param statusReplicas how many there are
 * @param selector the pods' labels: a selector in one of its forms, or as text; missing where there is none
 */
record ScaleTarget(Resource object, int replicas, int statusReplicas, JsonNode selector) {

    private static final ScalePaths STANDARD =
            new ScalePaths(List.of("spec", "replicas"), List.of("status", "replicas"), List.of("spec", "selector"));

    static ScaleTarget of(Resource autoscaler, ClusterView view, ResourceKinds kinds) throws AutoscalingException {
        JsonNode reference = autoscaler.json().path("spec").path("scaleTargetRef");
        String apiVersion = reference.path("apiVersion").asString("");
        String name = reference.path("name").asString("");
        ResourceKind kind = kind(apiVersion, reference.path("kind").asString(""), view, kinds);
        if (kind == null) {
            throw new AutoscalingException("no matches for kind \""
                    + reference.path("kind").asString("") + "\" in group \"" + group(apiVersion) + "\"");
        }
        if (!kind.subresources().contains("scale")) {
            throw new AutoscalingException("the server could not find the requested resource");
        }
        Resource object = view.get(kind.key(autoscaler.namespace(), name)).orElse(null);
        if (object == null) {
            throw new AutoscalingException(kind.groupResource() + " \"" + name + "\" not found");
        }
        ResourceKind.Custom custom = kind.custom();
        ScalePaths paths = custom == null || custom.scale() == null ? STANDARD : custom.scale();
        return new ScaleTarget(
                object,
                at(object, paths.specReplicas()).asInt(custom == null ? 1 : 0),
                at(object, paths.statusReplicas()).asInt(0),
                paths.selector().isEmpty() ? Json.MAPPER.missingNode() : at(object, paths.selector()));
    }

    /** Whatever version the reference names: it is the group that matters. */
    static @Nullable ResourceKind kind(String apiVersion, String kind, ClusterView view, ResourceKinds kinds) {
        String group = group(apiVersion);
        for (ResourceKind known : kinds.all()) {
            if (known.group().equals(group) && known.kind().equals(kind)) {
                return known;
            }
        }
        return DefinedKinds.ofObject(apiVersion, kind, view);
    }

    private static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    private static JsonNode at(Resource object, List<String> path) {
        JsonNode value = object.json();
        for (String field : path) {
            value = value.path(field);
        }
        return value;
    }

    /** By which the target's pods are found. */
    LabelSelector pods() throws AutoscalingException {
        try {
            LabelSelector pods = selector.isString()
                    ? LabelSelector.parse(selector.asString())
                    : selector.has("matchLabels") || selector.has("matchExpressions")
                            ? LabelSelector.of(selector)
                            : LabelSelector.ofLabels(selector);
            if (pods.isNothing() || pods.isEverything()) {
                throw new AutoscalingException("SelectorRequired", "selector is required");
            }
            return pods;
        } catch (SelectorException e) {
            throw new AutoscalingException(
                    "InvalidSelector",
                    "couldn't convert selector into a corresponding internal selector object: " + e.getMessage());
        }
    }

    /** If nobody has changed the target since. */
    Command scaledTo(int wanted) {
        ObjectNode scale = Json.object().put("apiVersion", "autoscaling/v1").put("kind", "Scale");
        scale.putObject("metadata").put("name", object.name()).put("namespace", object.namespace());
        scale.putObject("spec").put("replicas", wanted);
        return new Command.Update(object.key(), "scale", object.revision(), scale, List.of());
    }
}
