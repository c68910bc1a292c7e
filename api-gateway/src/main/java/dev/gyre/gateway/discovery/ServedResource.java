package dev.gyre.gateway.discovery;

import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKind.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One row of discovery: a resource in one version, with its subresources. Kinds that are stored give one row a version; the
 * reviews and bindings, which are only ever created and never kept, are listed here.
 */
public record ServedResource(
        String group,
        String version,
        String kind,
        String plural,
        String singular,
        boolean isNamespaced,
        boolean isRetired,
        boolean isCustom,
        List<String> verbs,
        List<String> shortNames,
        List<String> categories,
        List<Subresource> subresources) {

    /** A subresource and the kind that it speaks in. */
    public record Subresource(String name, String group, String version, String kind, List<String> verbs) {}

    private static final List<String> PROXY = List.of("create", "delete", "get", "patch", "update");
    private static final List<String> READ_WRITE = List.of("get", "patch", "update");

    public static final List<ServedResource> REVIEWS = List.of(
            review("", "Binding", true),
            review("authentication.k8s.io", "TokenReview", false),
            review("authentication.k8s.io", "SelfSubjectReview", false),
            review("authorization.k8s.io", "LocalSubjectAccessReview", true),
            review("authorization.k8s.io", "SelfSubjectAccessReview", false),
            review("authorization.k8s.io", "SelfSubjectRulesReview", false),
            review("authorization.k8s.io", "SubjectAccessReview", false));

    /** What nodes and pods use: measured, and never kept either. */
    static final List<ServedResource> METRICS =
            List.of(metrics("NodeMetrics", "nodes", false), metrics("PodMetrics", "pods", true));

    /** The parts of the control plane: asked whenever somebody asks. */
    static final ServedResource COMPONENTS = new ServedResource(
            "",
            "v1",
            "ComponentStatus",
            ComponentStatuses.PLURAL,
            "componentstatus",
            false,
            false,
            false,
            List.of("get", "list"),
            List.of("cs"),
            List.of(),
            List.of());

    private static ServedResource metrics(String kind, String plural, boolean isNamespaced) {
        return new ServedResource(
                "metrics.k8s.io",
                "v1beta1",
                kind,
                plural,
                "",
                isNamespaced,
                false,
                false,
                List.of("get", "list"),
                List.of(),
                List.of(),
                List.of());
    }

    static ServedResource of(ResourceKind kind, ApiVersion version) {
        List<String> verbs = new ArrayList<>();
        for (Verb verb : Verb.values()) {
            if (kind.verbs().contains(verb)) {
                verbs.add(verb.name().toLowerCase(Locale.ROOT));
            }
        }
        verbs.sort(null);
        return new ServedResource(
                version.group(),
                version.name(),
                kind.kind(),
                kind.plural(),
                kind.singular(),
                kind.isNamespaced(),
                version.isRetired(),
                kind.isCustom(),
                List.copyOf(verbs),
                version.isRetired() ? List.of() : kind.shortNames(),
                version.isRetired() ? List.of() : kind.categories(),
                kind.subresources().stream()
                        .sorted()
                        .map(name -> subresource(kind, version, name))
                        .toList());
    }

    private static Subresource subresource(ResourceKind kind, ApiVersion version, String name) {
        return switch (name) {
            case "scale" -> new Subresource(name, "autoscaling", "v1", "Scale", READ_WRITE);
            case "log" -> new Subresource(name, version.group(), version.name(), kind.kind(), List.of("get"));
            case "binding" -> new Subresource(name, "", "v1", "Binding", List.of("create"));
            case "eviction" -> new Subresource(name, "policy", "v1", "Eviction", List.of("create"));
            case "token" -> new Subresource(name, "authentication.k8s.io", "v1", "TokenRequest", List.of("create"));
            case "finalize" -> new Subresource(name, version.group(), version.name(), kind.kind(), List.of("update"));
            case "exec" -> new Subresource(name, "", "v1", "PodExecOptions", List.of("create", "get"));
            case "attach" -> new Subresource(name, "", "v1", "PodAttachOptions", List.of("create", "get"));
            case "portforward" -> new Subresource(name, "", "v1", "PodPortForwardOptions", List.of("create", "get"));
            case "proxy" -> new Subresource(name, "", "v1", kind.kind() + "ProxyOptions", PROXY);
            default -> new Subresource(name, version.group(), version.name(), kind.kind(), READ_WRITE);
        };
    }

    private static ServedResource review(String group, String kind, boolean isNamespaced) {
        String singular = kind.toLowerCase(Locale.ROOT);
        return new ServedResource(
                group,
                "v1",
                kind,
                singular + "s",
                singular,
                isNamespaced,
                false,
                false,
                List.of("create"),
                List.of(),
                List.of(),
                List.of());
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
