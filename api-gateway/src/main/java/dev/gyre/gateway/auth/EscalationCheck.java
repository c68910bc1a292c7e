package dev.gyre.gateway.auth;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.ResourceRequests;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.Command.PatchType;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Nobody gives away what he does not have: a role may hold only rules that its author holds (or who may {@code escalate}
 * it), and a binding may refer only to a role whose rules its author holds (or who may {@code bind} it). To see what a write
 * would store, it is run dry first; a patch is then carried out as the update it was seen to be, so that nothing can come
 * between the look and the deed.
 */
public final class EscalationCheck implements ResourceRequests {

    private static final Set<String> KINDS = Set.of("roles", "clusterroles", "rolebindings", "clusterrolebindings");
    private static final Set<String> WRITES = Set.of("create", "update", "patch");

    private final ResourceRequests resources;
    private final RbacAuthorizer rbac;
    private final ResourceReader reader;

    public EscalationCheck(ResourceRequests resources, RbacAuthorizer rbac, ResourceReader reader) {
        this.resources = resources;
        this.rbac = rbac;
        this.reader = reader;
    }

    @Override
    public CompletionStage<ApiResponse> handle(ApiRequest request, RequestInfo info) {
        boolean isChecked = info.group().equals(RbacRules.GROUP)
                && KINDS.contains(info.resource())
                && WRITES.contains(info.verb())
                && !request.user().groups().contains(Groups.MASTERS);
        if (!isChecked) {
            return resources.handle(request, info);
        }
        return resources.handle(dry(request), info).thenCompose(seen -> {
            if (!(seen instanceof ApiResponse.Full full) || full.code() >= 300) {
                return java.util.concurrent.CompletableFuture.completedStage(seen);
            }
            return reader.consistent().thenCompose(snapshot -> {
                ObjectNode object = Json.readObject(full.body());
                check(request.user(), info, object, snapshot);
                // What these objects grant is owned as one value: an apply sets what was seen, or nothing.
                String type = String.valueOf(request.header("content-type"));
                boolean isApply = type.startsWith(PatchType.APPLY.mediaType());
                return info.verb().equals("patch") && !isApply
                        ? resources.handle(asUpdate(request, full.body()), asUpdate(info))
                        : resources.handle(request, info);
            });
        });
    }

    private void check(UserInfo user, RequestInfo info, ObjectNode object, Snapshot snapshot) {
        String name = object.path("metadata").path("name").asString("");
        boolean isBinding = info.resource().endsWith("bindings");
        String roles = isBinding
                ? object.path("roleRef").path("kind").asString("").equals("ClusterRole") ? "clusterroles" : "roles"
                : info.resource();
        StoredObject current = snapshot.get(new ResourceKey(RbacRules.GROUP, info.resource(), info.namespace(), name));
        String content = isBinding ? "subjects" : "rules";
        if (current != null && sameContent(current.json(), object, content)) {
            return;
        }
        String role = isBinding ? object.path("roleRef").path("name").asString("") : name;
        Attributes override =
                Attributes.resource(isBinding ? "bind" : "escalate", RbacRules.GROUP, roles, info.namespace(), role);
        if (rbac.authorize(user, override).isAllowed()) {
            return;
        }
        boolean isAggregated = isAggregated(object) || current != null && isAggregated(current.json());
        if (isAggregated
                && !PolicyRule.uncovered(rbac.rulesFor(user, info.namespace()), PolicyRule.EVERYTHING)
                        .isEmpty()) {
            throw Forbidden.object(
                    Attributes.resource(info.verb(), RbacRules.GROUP, info.resource(), info.namespace(), name),
                    "must have cluster-admin privileges to use the aggregationRule");
        }
        List<PolicyRule> wanted = isBinding
                ? RbacRules.rulesOf(snapshot, object.path("roleRef"), info.namespace())
                : PolicyRule.readAll(object);
        List<PolicyRule> missing = PolicyRule.uncovered(rbac.rulesFor(user, info.namespace()), wanted);
        if (!missing.isEmpty()) {
            throw Forbidden.object(
                    Attributes.resource(info.verb(), RbacRules.GROUP, info.resource(), info.namespace(), name),
                    "user \"%s\" (groups=%s) is attempting to grant RBAC permissions not currently held:%n%s"
                            .formatted(
                                    user.name(),
                                    user.groups().stream()
                                            .map(group -> "\"" + group + "\"")
                                            .toList()
                                            .toString()
                                            .replace(", ", " "),
                                    String.join(
                                            "\n",
                                            missing.stream()
                                                    .map(PolicyRule::toString)
                                                    .toList())));
        }
    }

    /** Nobody knows which rules it will have. */
    private static boolean isAggregated(JsonNode role) {
        return !role.path("aggregationRule").path("clusterRoleSelectors").isEmpty();
    }

    private static boolean sameContent(JsonNode current, JsonNode wanted, String content) {
        return current.path(content).equals(wanted.path(content))
                && current.path("roleRef").equals(wanted.path("roleRef"))
                && current.path("aggregationRule").equals(wanted.path("aggregationRule"));
    }

    private static ApiRequest dry(ApiRequest request) {
        Map<String, List<String>> query = new HashMap<>(request.query());
        query.put("dryRun", List.of("All"));
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.put("accept", "application/json");
        return with(request, request.method(), query, headers, request.body());
    }

    private static ApiRequest asUpdate(ApiRequest patch, byte[] seen) {
        Map<String, List<String>> query = new HashMap<>(patch.query());
        query.remove("force");
        Map<String, String> headers = new HashMap<>(patch.headers());
        headers.put("content-type", "application/json");
        return with(patch, "PUT", query, headers, seen);
    }

    private static RequestInfo asUpdate(RequestInfo info) {
        @Nullable String subresource = info.subresource();
        return new RequestInfo(
                true,
                "update",
                info.path(),
                info.group(),
                info.version(),
                info.apiVersion(),
                info.namespace(),
                info.resource(),
                subresource,
                info.name());
    }

    private static ApiRequest with(
            ApiRequest request,
            String method,
            Map<String, List<String>> query,
            Map<String, String> headers,
            byte[] body) {
        return new ApiRequest(request.id(), method, request.path(), query, headers, body, request.user());
    }
}
