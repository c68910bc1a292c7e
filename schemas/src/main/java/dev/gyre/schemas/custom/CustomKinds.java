package dev.gyre.schemas.custom;

import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.ConversionWebhook;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKind.Scope;
import dev.gyre.schemas.ResourceKind.Verb;
import dev.gyre.schemas.ScalePaths;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** From a definition to the kind that it defines. */
public final class CustomKinds {

    public static final String GROUP = "apiextensions.k8s.io";
    public static final String PLURAL = "customresourcedefinitions";

    /** Held by a definition that is being deleted until the last object of its kind is gone. */
    public static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    private CustomKinds() {}

    /** The definition of the kind of this plural and group. */
    public static ResourceKey definition(String groupResource) {
        return ResourceKey.clusterScoped(GROUP, PLURAL, groupResource);
    }

    /** Whether the kind is served: its names are its own and it has been established. */
    public static boolean isEstablished(JsonNode definition) {
        return isTrue(definition, "Established");
    }

    /** Whether the kind is on its way out: it is still served, and nothing new is made. */
    public static boolean isTerminating(JsonNode definition) {
        return definition.path("metadata").hasNonNull("deletionTimestamp");
    }

    private static boolean isTrue(JsonNode definition, String condition) {
        for (JsonNode each : definition.path("status").path("conditions")) {
            if (each.path("type").asString("").equals(condition)) {
                return each.path("status").asString("").equals("True");
            }
        }
        return false;
    }

    /** The kind, as it is stored; it knows how it is in its other versions. Those neither served nor stored are left out. */
    public static ResourceKind kind(JsonNode definition) {
        JsonNode spec = definition.path("spec");
        List<JsonNode> known = new ArrayList<>();
        spec.path("versions").forEach(version -> {
            if (version.path("served").asBoolean(false)
                    || version.path("storage").asBoolean(false)) {
                known.add(version);
            }
        });
        known.sort(
                Comparator.comparing((JsonNode version) -> version.path("name").asString(""), VersionOrder.INSTANCE));
        String group = spec.path("group").asString("");
        JsonNode storage = known.stream()
                .filter(version -> version.path("storage").asBoolean(false))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no version is stored"));
        String stored = group + "/" + storage.path("name").asString("");
        ConversionWebhook webhook = webhook(spec.path("conversion"), stored);
        List<ApiVersion> versions =
                known.stream().map(version -> version(version, group, stored)).toList();
        Map<String, ResourceKind> byVersion = new HashMap<>();
        for (int i = 0; i < known.size(); i++) {
            ApiVersion own = versions.get(i);
            List<ApiVersion> seen = webhook == null ? versions : around(own, versions);
            byVersion.put(own.apiVersion(), view(spec, definition, known.get(i), seen, byVersion, webhook));
        }
        ResourceKind kind = byVersion.get(stored);
        if (kind == null) {
            throw new IllegalStateException("the stored version is one of the versions");
        }
        return kind;
    }

    private static @Nullable ConversionWebhook webhook(JsonNode conversion, String stored) {
        if (!conversion.path("strategy").asString("").equals("Webhook")) {
            return null;
        }
        JsonNode webhook = conversion.path("webhook");
        return new ConversionWebhook(
                webhook.path("clientConfig"), strings(webhook.path("conversionReviewVersions")), stored);
    }

    /** The versions as they are seen from one of them, where only somebody else can convert objects. */
    private static List<ApiVersion> around(ApiVersion own, List<ApiVersion> versions) {
        return versions.stream()
                .map(version -> new ApiVersion(
                        version.group(),
                        version.name(),
                        version == own,
                        version.isServed(),
                        version.isRetired(),
                        version.schema(),
                        version.defaults(),
                        new OthersConversion(own.apiVersion(), version)))
                .toList();
    }

    private static ApiVersion version(JsonNode version, String group, String stored) {
        String name = version.path("name").asString("");
        JsonNode document = version.path("schema").path("openAPIV3Schema");
        CustomSchema schema = CustomSchema.ofResource(document.isObject() ? document : Json.object());
        boolean isStorage = version.path("storage").asBoolean(false);
        boolean hasDefaults = CustomStructure.hasDefaults(document);
        return new ApiVersion(
                group,
                name,
                isStorage,
                version.path("served").asBoolean(false),
                false,
                schema,
                object -> CustomStructure.fillIn(object, schema),
                new CustomConversion(group + "/" + name, stored, schema, hasDefaults));
    }

    private static ResourceKind view(
            JsonNode spec,
            JsonNode definition,
            JsonNode version,
            List<ApiVersion> versions,
            Map<String, ResourceKind> byVersion,
            @Nullable ConversionWebhook webhook) {
        JsonNode accepted = definition.path("status").path("acceptedNames");
        JsonNode names = accepted.hasNonNull("plural") ? accepted : spec.path("names");
        Set<String> subresources = new LinkedHashSet<>();
        JsonNode declared = version.path("subresources");
        if (declared.has("status")) {
            subresources.add("status");
        }
        ScalePaths scale = scale(declared.path("scale"));
        if (scale != null) {
            subresources.add("scale");
        }
        Set<String> selectable = new LinkedHashSet<>();
        version.path("selectableFields")
                .forEach(field -> selectable.add(String.join(
                        ".", ScalePaths.fields(field.path("jsonPath").asString("")))));
        return new ResourceKind(
                spec.path("group").asString(""),
                names.path("kind").asString(""),
                names.path("plural").asString(""),
                names.path("singular").asString(""),
                strings(names.path("shortNames")),
                strings(names.path("categories")),
                spec.path("scope").asString("").equals("Namespaced") ? Scope.NAMESPACED : Scope.CLUSTER,
                versions,
                Verb.ALL,
                subresources,
                true,
                false,
                CustomColumns.of(version.path("additionalPrinterColumns")),
                new ResourceKind.Custom(scale, selectable, byVersion, webhook));
    }

    private static @Nullable ScalePaths scale(JsonNode scale) {
        return scale.isObject()
                ? new ScalePaths(
                        ScalePaths.fields(scale.path("specReplicasPath").asString("")),
                        ScalePaths.fields(scale.path("statusReplicasPath").asString("")),
                        ScalePaths.fields(scale.path("labelSelectorPath").asString("")))
                : null;
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(item -> strings.add(item.asString("")));
        return List.copyOf(strings);
    }

    /** Other versions differ by their name; what has a default and was stored before it had gets it when it is read. */
    private record CustomConversion(String served, String stored, CustomSchema schema, boolean hasDefaults)
            implements ApiVersion.Conversion {

        @Override
        public void toStorage(ObjectNode object) {
            object.put("apiVersion", stored);
        }

        @Override
        public void fromStorage(ObjectNode object) {
            object.put("apiVersion", served);
            if (!served.equals(stored)) {
                CustomStructure.prune(object, schema);
            }
            if (hasDefaults) {
                CustomStructure.fillIn(object, schema);
            }
        }

        @Override
        public boolean isIdentity() {
            return served.equals(stored) && !hasDefaults;
        }
    }

    /** Objects have been converted before; what has a default and was stored before it had gets it when it is read. */
    private record OthersConversion(String own, ApiVersion version) implements ApiVersion.Conversion {

        @Override
        public void toStorage(ObjectNode object) {
            require(object);
        }

        @Override
        public void fromStorage(ObjectNode object) {
            require(object);
            version.defaults().apply(object);
        }

        private void require(ObjectNode object) {
            String found = object.path("apiVersion").asString("");
            if (!found.equals(own) || !version.apiVersion().equals(own)) {
                throw new IllegalStateException("an object of %s, seen as %s, was to be converted to %s first"
                        .formatted(found, own, version.apiVersion()));
            }
        }
    }
}
