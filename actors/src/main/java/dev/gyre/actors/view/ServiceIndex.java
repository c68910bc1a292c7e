package dev.gyre.actors.view;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Which pods carry which labels, and which Services ask for them. A pod stands under each of its labels; a Service under one
 * label of its selector only, the first by name, since a pod that it selects carries that one too. Either way a look-up costs
 * by the few objects that share a label, not by the namespace.
 */
final class ServiceIndex {

    static final ServiceIndex EMPTY = new ServiceIndex(Index.EMPTY, Index.EMPTY);

    private final Index podsByLabel;
    private final Index servicesByLabel;

    private ServiceIndex(Index podsByLabel, Index servicesByLabel) {
        this.podsByLabel = podsByLabel;
        this.servicesByLabel = servicesByLabel;
    }

    /** Of many objects, faster than one change after the other. */
    static ServiceIndex of(Collection<Resource> objects) {
        return new ServiceIndex(
                Index.of(objects, object -> isOf("pods", object) ? words(object) : List.of()),
                Index.of(objects, object -> isOf("services", object) ? firstWord(object) : List.of()));
    }

    private static boolean isOf(String plural, Resource object) {
        return object.key().group().isEmpty() && object.key().plural().equals(plural);
    }

    ServiceIndex with(Resource object) {
        return switch (object.key().groupResource()) {
            case "pods" -> new ServiceIndex(podsByLabel.with(words(object), object), servicesByLabel);
            case "services" -> new ServiceIndex(podsByLabel, servicesByLabel.with(firstWord(object), object));
            default -> this;
        };
    }

    ServiceIndex without(Resource object) {
        ResourceKey key = object.key();
        return switch (key.groupResource()) {
            case "pods" -> new ServiceIndex(podsByLabel.without(words(object), key), servicesByLabel);
            case "services" -> new ServiceIndex(podsByLabel, servicesByLabel.without(firstWord(object), key));
            default -> this;
        };
    }

    /** The search begins with the label that the fewest carry. */
    List<Resource> podsLabelled(String namespace, Map<String, String> labels) {
        String rarest = null;
        int fewest = Integer.MAX_VALUE;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            String word = word(namespace, label.getKey(), label.getValue());
            int count = podsByLabel.count(word);
            if (count < fewest) {
                fewest = count;
                rarest = word;
            }
        }
        if (rarest == null) {
            return List.of();
        }
        Set<Map.Entry<String, String>> wanted = labels.entrySet();
        return podsByLabel.get(rarest).stream()
                .filter(pod -> pod.labels().entrySet().containsAll(wanted))
                .toList();
    }

    List<Resource> servicesSelecting(String namespace, Map<String, String> labels) {
        List<Resource> services = new ArrayList<>();
        labels.forEach((key, value) -> {
            for (Resource service : servicesByLabel.get(word(namespace, key, value))) {
                if (selects(service, labels)) {
                    services.add(service);
                }
            }
        });
        return services;
    }

    private static boolean selects(Resource service, Map<String, String> labels) {
        for (Map.Entry<String, JsonNode> wanted : selector(service).properties()) {
            if (!wanted.getValue().asString("").equals(labels.get(wanted.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> words(Resource pod) {
        List<String> words = new ArrayList<>();
        pod.labels().forEach((key, value) -> words.add(word(pod.namespace(), key, value)));
        return words;
    }

    private static List<String> firstWord(Resource service) {
        return selector(service).properties().stream()
                .min(Map.Entry.comparingByKey())
                .map(first -> List.of(word(
                        service.namespace(), first.getKey(), first.getValue().asString(""))))
                .orElse(List.of());
    }

    private static JsonNode selector(Resource service) {
        return service.json().path("spec").path("selector");
    }

    private static String word(String namespace, String key, String value) {
        return namespace + '\0' + key + '\0' + value;
    }
}
