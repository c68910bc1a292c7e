package dev.gyre.gateway.admission.dynamic;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.auth.Attributes;
import dev.gyre.gateway.auth.Authorizer;
import dev.gyre.gateway.auth.Authorizer.Verdict;
import dev.gyre.gateway.auth.Groups;
import dev.gyre.gateway.cel.Functions;
import dev.gyre.gateway.rules.NameFormat;
import java.util.List;
import java.util.Map;

/**
 * {@code authorizer.group("apps").resource("deployments").check("create").allowed()}: what whoever sends a request, or a service
 * account, may do besides. Answered at once, from the roles in memory.
 */
final class AuthorizerFunctions {

    private static final String PACKAGE = "kubernetes.authorization.";
    private static final CelType STRING = SimpleType.STRING;
    private static final CelType BOOL = SimpleType.BOOL;
    private static final CelType AUTHORIZER = OpaqueType.create(PACKAGE + "Authorizer");
    private static final CelType PATH = OpaqueType.create(PACKAGE + "PathCheck");
    private static final CelType GROUP = OpaqueType.create(PACKAGE + "GroupCheck");
    private static final CelType RESOURCE = OpaqueType.create(PACKAGE + "ResourceCheck");
    private static final CelType DECISION = OpaqueType.create(PACKAGE + "Decision");

    /** What expressions may name, with their types. */
    static final Map<String, CelType> VARIABLES =
            Map.of("authorizer", AUTHORIZER, "authorizer.requestResource", RESOURCE);

    private AuthorizerFunctions() {}

    /** Whose permissions are asked for. */
    private record Subject(Authorizer authorizer, UserInfo user) {
        Verdict may(Attributes attributes) {
            return authorizer.authorize(user, attributes);
        }
    }

    private record PathCheck(Subject subject, String path) {
        Verdict verdict(String verb) {
            return subject.may(Attributes.path(verb, path));
        }
    }

    private record GroupCheck(Subject subject, String group) {}

    private record ResourceCheck(
            Subject subject,
            String group,
            String resource,
            String subresource,
            String namespace,
            String name,
            String fieldSelector) {
        Verdict verdict(String verb) {
            String whole = subresource.isEmpty() ? resource : resource + "/" + subresource;
            return subject.may(
                    Attributes.resource(verb, group, whole, namespace, name).selectedBy(fieldSelector));
        }
    }

    /** What {@link #VARIABLES} are for a request. */
    static Map<String, Object> values(Authorizer authorizer, AdmissionAttributes request) {
        Subject subject = new Subject(authorizer, request.user());
        return Map.of(
                "authorizer",
                subject,
                "authorizer.requestResource",
                new ResourceCheck(
                        subject,
                        request.version().group(),
                        request.kind().plural(),
                        request.subresource(),
                        request.namespace(),
                        request.name(),
                        ""));
    }

    static Functions all() {
        Class<String> text = String.class;
        Class<ResourceCheck> resource = ResourceCheck.class;
        return new Functions()
                .member("path", PATH, AUTHORIZER, Subject.class, STRING, text, AuthorizerFunctions::path)
                .member("group", GROUP, AUTHORIZER, Subject.class, STRING, text, GroupCheck::new)
                .member(
                        "serviceAccount",
                        AUTHORIZER,
                        List.of(AUTHORIZER, STRING, STRING),
                        List.of(Subject.class, text, text),
                        of -> serviceAccount((Subject) of[0], (String) of[1], (String) of[2]))
                .member("resource", RESOURCE, GROUP, GroupCheck.class, STRING, text, AuthorizerFunctions::resource)
                .member(
                        "subresource",
                        RESOURCE,
                        RESOURCE,
                        resource,
                        STRING,
                        text,
                        (of, part) -> new ResourceCheck(
                                of.subject(),
                                of.group(),
                                of.resource(),
                                part,
                                of.namespace(),
                                of.name(),
                                of.fieldSelector()))
                .member(
                        "namespace",
                        RESOURCE,
                        RESOURCE,
                        resource,
                        STRING,
                        text,
                        (of, namespace) -> new ResourceCheck(
                                of.subject(),
                                of.group(),
                                of.resource(),
                                of.subresource(),
                                namespace,
                                of.name(),
                                of.fieldSelector()))
                .member(
                        "name",
                        RESOURCE,
                        RESOURCE,
                        resource,
                        STRING,
                        text,
                        (of, name) -> new ResourceCheck(
                                of.subject(),
                                of.group(),
                                of.resource(),
                                of.subresource(),
                                of.namespace(),
                                name,
                                of.fieldSelector()))
                .member(
                        "fieldSelector",
                        RESOURCE,
                        RESOURCE,
                        resource,
                        STRING,
                        text,
                        (of, selector) -> new ResourceCheck(
                                of.subject(),
                                of.group(),
                                of.resource(),
                                of.subresource(),
                                of.namespace(),
                                of.name(),
                                selector))
                // No authorizer here goes by labels.
                .member("labelSelector", RESOURCE, RESOURCE, resource, STRING, text, (of, selector) -> of)
                .member("check", DECISION, RESOURCE, resource, STRING, text, ResourceCheck::verdict)
                .member("check", DECISION, PATH, PathCheck.class, STRING, text, PathCheck::verdict)
                .member("allowed", BOOL, DECISION, Verdict.class, Verdict::isAllowed)
                .member("reason", STRING, DECISION, Verdict.class, Verdict::reason)
                // Whoever answers from memory has always an answer.
                .member("errored", BOOL, DECISION, Verdict.class, verdict -> false)
                .member("error", STRING, DECISION, Verdict.class, verdict -> "");
    }

    private static PathCheck path(Subject subject, String path) {
        if (path.isEmpty()) {
            throw new IllegalArgumentException("path must not be empty");
        }
        return new PathCheck(subject, path);
    }

    private static ResourceCheck resource(GroupCheck of, String resource) {
        if (resource.isEmpty()) {
            throw new IllegalArgumentException("resource must not be empty");
        }
        return new ResourceCheck(of.subject(), of.group(), resource, "", "", "", "");
    }

    private static Subject serviceAccount(Subject asking, String namespace, String name) {
        if (NameFormat.SUBDOMAIN.fault(name) != null) {
            throw new IllegalArgumentException("Invalid service account name");
        }
        if (NameFormat.LABEL.fault(namespace) != null) {
            throw new IllegalArgumentException("Invalid service account namespace");
        }
        UserInfo account = UserInfo.of(
                "system:serviceaccount:" + namespace + ":" + name,
                "system:serviceaccounts",
                "system:serviceaccounts:" + namespace,
                Groups.AUTHENTICATED);
        return new Subject(asking.authorizer(), account);
    }
}
