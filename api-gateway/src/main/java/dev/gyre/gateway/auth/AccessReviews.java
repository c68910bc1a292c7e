package dev.gyre.gateway.auth;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.table.Representation;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Questions about rights, in the form of objects that are created and never kept: may I, may somebody, what may I, who am
 * I, whose token is this. Each answer is the question with a {@code status}.
 */
public final class AccessReviews {

    private static final String AUTHORIZATION = "authorization.k8s.io";
    private static final String AUTHENTICATION = "authentication.k8s.io";

    private final Authorizer authorizer;
    private final RbacAuthorizer rbac;
    private final Authenticator tokens;
    private final @Nullable ServiceAccountTokens accountTokens;

    /** @param tokens all that are good for the API, those of accounts among them */
    public AccessReviews(
            Authorizer authorizer,
            RbacAuthorizer rbac,
            Authenticator tokens,
            @Nullable ServiceAccountTokens accountTokens) {
        this.accountTokens = accountTokens;
        this.authorizer = authorizer;
        this.rbac = rbac;
        this.tokens = tokens;
    }

    /** The answer, or null where the request is for something else. */
    public @Nullable ApiResponse answer(ApiRequest request, RequestInfo info) {
        boolean isReview = info.isResourceRequest()
                && (info.version().equals("v1") || isOlderWhoAmI(info))
                && (info.group().equals(AUTHORIZATION) || info.group().equals(AUTHENTICATION));
        if (!isReview) {
            return null;
        }
        if (!info.verb().equals("create") || info.subresource() != null) {
            throw StatusException.methodNotAllowed();
        }
        Representation.requireWhole(request);
        ObjectNode review = Json.readObject(request.body());
        JsonNode spec = review.path("spec");
        ObjectNode status = Json.object();
        switch (info.resource()) {
            case "selfsubjectaccessreviews" -> access(status, request.user(), review);
            case "subjectaccessreviews", "localsubjectaccessreviews" -> access(status, subject(spec), review);
            case "selfsubjectrulesreviews" ->
                rules(status, request.user(), spec.path("namespace").asString(""));
            case "selfsubjectreviews" -> status.set("userInfo", request.user().toJson());
            case "tokenreviews" -> token(status, spec);
            default ->
                throw new StatusException(
                        new Status(404, "NotFound", "the server could not find the requested resource", null));
        }
        if (!review.has("metadata")) {
            review.putObject("metadata");
        }
        ((ObjectNode) review.path("metadata")).putNull("creationTimestamp");
        review.set("status", status);
        return new ApiResponse.Full(201, Map.of("content-type", "application/json"), Json.write(review));
    }

    /** {@code kubectl auth whoami} of 1.27 and before asks the versions that came before {@code v1}, whatever discovery says. */
    private static boolean isOlderWhoAmI(RequestInfo info) {
        return info.resource().equals("selfsubjectreviews")
                && (info.version().equals("v1beta1") || info.version().equals("v1alpha1"));
    }

    private void access(ObjectNode status, UserInfo user, ObjectNode review) {
        JsonNode spec = review.path("spec");
        JsonNode resource = spec.path("resourceAttributes");
        JsonNode path = spec.path("nonResourceAttributes");
        if (resource.isMissingNode() == path.isMissingNode()) {
            throw new StatusException(new Status(
                    422,
                    "Invalid",
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified",
                    null));
        }
        Attributes attributes;
        if (path.isMissingNode()) {
            requireSelectors(resource, review.path("kind").asString("SubjectAccessReview"));
            String subresource = resource.path("subresource").asString("");
            String plural = resource.path("resource").asString("");
            attributes = Attributes.resource(
                            resource.path("verb").asString(""),
                            resource.path("group").asString(""),
                            subresource.isEmpty() ? plural : plural + "/" + subresource,
                            resource.path("namespace").asString(""),
                            resource.path("name").asString(""))
                    .selectedBy(ReviewedSelectors.ofFields(resource));
        } else {
            attributes = Attributes.path(
                    path.path("verb").asString(""), path.path("path").asString(""));
        }
        Authorizer.Verdict verdict = authorizer.authorize(user, attributes);
        status.put("allowed", verdict.isAllowed());
        if (verdict.outcome() == Authorizer.Outcome.DENY) {
            status.put("denied", true);
        }
        if (!verdict.reason().isEmpty()) {
            status.put("reason", verdict.reason());
        }
    }

    private static void requireSelectors(JsonNode resource, String kind) {
        FieldErrors errors = new FieldErrors();
        ReviewedSelectors.validate(resource, errors);
        if (!errors.isEmpty()) {
            throw new StatusException(new Status(
                    422,
                    "Invalid",
                    "%s.%s \"\" is invalid: %s".formatted(kind, AUTHORIZATION, errors.summary()),
                    Status.Details.of(AUTHORIZATION, kind, "")));
        }
    }

    private static UserInfo subject(JsonNode spec) {
        List<String> groups = new ArrayList<>();
        spec.path("groups").forEach(group -> groups.add(group.asString("")));
        return new UserInfo(spec.path("user").asString(""), spec.path("uid").asString(""), groups, Map.of());
    }

    private void rules(ObjectNode status, UserInfo user, String namespace) {
        ArrayNode resourceRules = status.putArray("resourceRules");
        ArrayNode nonResourceRules = status.putArray("nonResourceRules");
        for (PolicyRule rule : rbac.rulesFor(user, namespace)) {
            if (!rule.resources().isEmpty()) {
                ObjectNode node = resourceRules.addObject();
                strings(node, "verbs", rule.verbs());
                strings(node, "apiGroups", rule.apiGroups());
                strings(node, "resources", rule.resources());
                if (!rule.resourceNames().isEmpty()) {
                    strings(node, "resourceNames", rule.resourceNames());
                }
            } else if (!rule.nonResourceUrls().isEmpty()) {
                ObjectNode node = nonResourceRules.addObject();
                strings(node, "verbs", rule.verbs());
                strings(node, "nonResourceURLs", rule.nonResourceUrls());
            }
        }
        status.put("incomplete", false);
    }

    private void token(ObjectNode status, JsonNode spec) {
        String token = spec.path("token").asString("");
        List<String> audiences = new ArrayList<>();
        spec.path("audiences").forEach(audience -> audiences.add(audience.asString("")));
        if (audiences.isEmpty()) {
            audiences.add(ServiceAccountTokens.ISSUER);
        }
        ServiceAccountTokens.Reviewed reviewed = review(token, audiences);
        if (reviewed == null) {
            status.putObject("user");
            status.put("error", "invalid bearer token");
            return;
        }
        status.put("authenticated", true).set("user", reviewed.user().toJson());
        strings(status, "audiences", reviewed.audiences());
    }

    /** Tokens that name no audience are for the API alone. */
    private ServiceAccountTokens.@Nullable Reviewed review(String token, List<String> audiences) {
        ServiceAccountTokens.Reviewed ofAccount = accountTokens == null ? null : accountTokens.review(token, audiences);
        if (ofAccount != null || !audiences.contains(ServiceAccountTokens.ISSUER)) {
            return ofAccount;
        }
        UserInfo user =
                tokens.authenticate(new Credentials(List.of(), Map.of("authorization", List.of("Bearer " + token))));
        return user == null ? null : new ServiceAccountTokens.Reviewed(user, List.of(ServiceAccountTokens.ISSUER));
    }

    private static void strings(ObjectNode node, String field, List<String> values) {
        ArrayNode array = node.putArray(field);
        values.forEach(array::add);
    }

    private static void strings(ObjectNode node, String field, Set<String> values) {
        strings(node, field, List.copyOf(values));
    }
}
