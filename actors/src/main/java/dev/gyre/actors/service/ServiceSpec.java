package dev.gyre.actors.service;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What the reconcilers of endpoints read of a Service. */
public record ServiceSpec(Resource resource) {

    /** Stands on what belongs to a Service without an address of its own. */
    public static final String HEADLESS = "service.kubernetes.io/headless";

    public static ResourceKey key(String namespace, String name) {
        return ResourceKey.namespaced("", "services", namespace, name);
    }

    /** Whether endpoints follow from pods; those of other Services are written by whoever made them. */
    public boolean selectsPods() {
        return !spec().path("selector").isEmpty()
                && !spec().path("type").asString("").equals("ExternalName");
    }

    public boolean isHeadless() {
        return spec().path("clusterIP").asString("").equals("None");
    }

    public boolean publishesNotReadyAddresses() {
        return spec().path("publishNotReadyAddresses").asBoolean(false);
    }

    /** The families of its addresses, its first one first. */
    public List<String> addressTypes() {
        List<String> types = new ArrayList<>();
        spec().path("ipFamilies").forEach(family -> types.add(family.asString("")));
        return types.isEmpty() ? List.of("IPv4") : types;
    }

    public JsonNode ports() {
        return spec().path("ports");
    }

    /** The pods that its selector finds and that have an address, whether ready or not, in the order of their names. */
    public List<Backend> backends(ClusterView view) {
        Map<String, String> selector = new LinkedHashMap<>();
        spec().path("selector")
                .properties()
                .forEach(label -> selector.put(label.getKey(), label.getValue().asString("")));
        return view.podsLabelled(resource.namespace(), selector).stream()
                .map(Backend::new)
                .filter(Backend::canAnswer)
                .toList();
    }

    /** The labels of the Service and of what it is, as they stand on all that is made for it. */
    public Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>(resource.labels());
        if (isHeadless()) {
            labels.put(HEADLESS, "");
        } else {
            labels.remove(HEADLESS);
        }
        return labels;
    }

    private JsonNode spec() {
        return resource.json().path("spec");
    }
}
