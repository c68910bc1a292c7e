package dev.gyre.gateway.aggregation;

import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Command.PatchType;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKinds;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The APIServices of what the gateway serves itself, as {@code kubectl get apiservices} lists them. Pure. */
public final class LocalApiServices {

    private static final String AUTOMANAGED = "kube-aggregator.kubernetes.io/automanaged";
    private static final int CORE_PRIORITY = 18_000;
    private static final int OTHER_PRIORITY = 16_000;
    /** Reviews are kept by no kind; their groups are there all the same. */
    private static final List<String> OF_REVIEWS = List.of("authentication.k8s.io", "authorization.k8s.io");

    /** As upstream has them, so that clients prefer the same groups. */
    private static final Map<String, Integer> PRIORITIES = Map.ofEntries(
            Map.entry("", CORE_PRIORITY),
            Map.entry("apps", 17_800),
            Map.entry("events.k8s.io", 17_750),
            Map.entry("authentication.k8s.io", 17_700),
            Map.entry("authorization.k8s.io", 17_600),
            Map.entry("autoscaling", 17_500),
            Map.entry("batch", 17_400),
            Map.entry("certificates.k8s.io", 17_300),
            Map.entry("networking.k8s.io", 17_200),
            Map.entry("policy", 17_100),
            Map.entry("rbac.authorization.k8s.io", 17_000),
            Map.entry("storage.k8s.io", 16_800),
            Map.entry("apiextensions.k8s.io", 16_700),
            Map.entry("admissionregistration.k8s.io", 16_700),
            Map.entry("scheduling.k8s.io", 16_600),
            Map.entry("coordination.k8s.io", 16_500),
            Map.entry("node.k8s.io", 16_300),
            Map.entry("discovery.k8s.io", 16_200),
            Map.entry("flowcontrol.apiserver.k8s.io", 16_100));

    private LocalApiServices() {}

    /** Makes each what it is to be; those that are so already do not change. */
    public static List<Command> commands(ResourceKinds kinds) {
        Set<String> names = new LinkedHashSet<>();
        List<Command> commands = new ArrayList<>();
        for (ResourceKind kind : kinds.all()) {
            for (ApiVersion version : kind.versions()) {
                boolean isListed = !version.isRetired() && !version.group().equals(RemoteApi.GROUP);
                if (isListed && names.add(version.name() + "." + version.group())) {
                    commands.add(command(version.group(), version.name()));
                }
            }
        }
        OF_REVIEWS.forEach(group -> commands.add(command(group, "v1")));
        return commands;
    }

    private static Command command(String group, String version) {
        String name = version + "." + group;
        ObjectNode service =
                Json.object().put("apiVersion", RemoteApi.GROUP + "/v1").put("kind", "APIService");
        service.putObject("metadata").put("name", name).putObject("labels").put(AUTOMANAGED, "onstart");
        service.putObject("spec")
                .put("group", group)
                .put("version", version)
                .put("groupPriorityMinimum", PRIORITIES.getOrDefault(group, OTHER_PRIORITY))
                .put("versionPriority", version.equals("v2") ? 30 : version.equals("v1") ? 15 : 1);
        return new Command.Patch(RemoteApi.keyOf(name), null, PatchType.APPLY, service, List.of());
    }
}
