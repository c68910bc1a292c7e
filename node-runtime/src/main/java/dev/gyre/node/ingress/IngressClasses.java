package dev.gyre.node.ingress;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.Collection;
import tools.jackson.databind.node.ObjectNode;

/** Which Ingresses are ours: those of a class of our controller, and those of no class while the default class is ours. */
final class IngressClasses {
    static final String CONTROLLER = "gyre.dev/ingress";
    static final ResourceKey OURS = ResourceKey.clusterScoped("networking.k8s.io", "ingressclasses", "gyre");

    private static final String OLD_ANNOTATION = "kubernetes.io/ingress.class";
    private static final String IS_DEFAULT = "ingressclass.kubernetes.io/is-default-class";

    private IngressClasses() {}

    static boolean isOurs(Resource ingress, Collection<Resource> classes) {
        String name = ingress.json().path("spec").path("ingressClassName").asString("");
        if (name.isEmpty()) {
            name = ingress.annotations().getOrDefault(OLD_ANNOTATION, "");
        }
        String wanted = name;
        return classes.stream()
                .filter(each -> wanted.isEmpty()
                        ? each.annotations().getOrDefault(IS_DEFAULT, "").equals("true")
                        : each.name().equals(wanted))
                .anyMatch(each ->
                        each.json().path("spec").path("controller").asString("").equals(CONTROLLER));
    }

    /** The class that a fresh cluster has. */
    static ObjectNode fresh() {
        ObjectNode json =
                Json.object().put("apiVersion", "networking.k8s.io/v1").put("kind", "IngressClass");
        json.putObject("metadata")
                .put("name", OURS.name())
                .putObject("annotations")
                .put(IS_DEFAULT, "true");
        json.putObject("spec").put("controller", CONTROLLER);
        return json;
    }
}
