package dev.gyre.gateway.aggregation;

import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Command.PatchType;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.KindSet;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKinds;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The APIServices of what the gateway serves itself, as {@code kubectl get apiservices} lists them. Pure. */
public final class LocalApiServices {

    private static final String AUTOMANAGED = "kube-aggregator.kubernetes.io/automanaged";
    private static final int CORE_PRIORITY = 18_000;
    private static final int OTHER_PRIORITY = 16_000;
    private static final int CUSTOM_PRIORITY = 1_000;
    private static final int CUSTOM_VERSION_PRIORITY = 100;
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
            for (ApiVersion version : kind.servedVersions()) {
                boolean isListed = !version.isRetired()
                        && !kind.isCustom()
                        && !version.group().equals(RemoteApi.GROUP);
                if (isListed && names.add(version.name() + "." + version.group())) {
                    commands.add(command(version.group(), version.name()));
                }
            }
        }
        OF_REVIEWS.forEach(group -> commands.add(command(group, "v1")));
        return commands;
    }

    /**
     * What is to be done about the groups that users define: each of their versions is listed, and what is listed of versions
     * that are gone goes. An APIService that somebody has made himself is his.
     *
     * @param kinds not older than the picture
     */
    static List<Command> changes(KindSet kinds, Snapshot snapshot) {
        Set<String> served = new LinkedHashSet<>();
        List<Command> commands = new ArrayList<>();
        for (ResourceKind kind : kinds.all()) {
            for (ApiVersion version : kind.isCustom() ? kind.servedVersions() : List.<ApiVersion>of()) {
                String name = version.name() + "." + version.group();
                if (served.add(name) && snapshot.get(RemoteApi.keyOf(name)) == null) {
                    ObjectNode service =
                            service(version.group(), version.name(), "true", CUSTOM_PRIORITY, CUSTOM_VERSION_PRIORITY);
                    commands.add(new Command.Create(RemoteApi.keyOf(name), service, List.of()));
                }
            }
        }
        for (StoredObject stored : snapshot.list(RemoteApi.GROUP, RemoteApi.PLURAL, "", null)) {
            JsonNode metadata = stored.json().path("metadata");
            boolean isOurs =
                    metadata.path("labels").path(AUTOMANAGED).asString("").equals("true");
            if (isOurs && !served.contains(stored.key().name())) {
                commands.add(
                        new Command.Delete(stored.key(), stored.uid(), stored.modRevision(), null, null, List.of()));
            }
        }
        return commands;
    }

    private static Command command(String group, String version) {
        ObjectNode service = service(
                group,
                version,
                "onstart",
                PRIORITIES.getOrDefault(group, OTHER_PRIORITY),
                version.equals("v2") ? 30 : version.equals("v1") ? 15 : 1);
        return new Command.Patch(RemoteApi.keyOf(version + "." + group), null, PatchType.APPLY, service, List.of());
    }

    private static ObjectNode service(
            String group, String version, String managed, int groupPriority, int versionPriority) {
        ObjectNode service =
                Json.object().put("apiVersion", RemoteApi.GROUP + "/v1").put("kind", "APIService");
        service.putObject("metadata")
                .put("name", version + "." + group)
                .putObject("labels")
                .put(AUTOMANAGED, managed);
        service.putObject("spec")
                .put("group", group)
                .put("version", version)
                .put("groupPriorityMinimum", groupPriority)
                .put("versionPriority", versionPriority);
        return service;
    }
}
