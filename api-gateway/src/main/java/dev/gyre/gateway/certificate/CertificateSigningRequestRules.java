package dev.gyre.gateway.certificate;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.auth.SignerPermission;
import dev.gyre.gateway.rules.Author;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.StatusRules;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.certificate.CertificateRequest;
import dev.gyre.schemas.certificate.MalformedRequestException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is asked for never changes, and says who asked. The verdict comes by the subresource {@code approval}, the certificate by
 * {@code status}, each from who may act for the signer.
 */
public final class CertificateSigningRequestRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String LEGACY = "kubernetes.io/legacy-unknown";
    private static final int LEAST_SECONDS = 600;

    /** A domain with a dot in it, a slash, and a path of labels. */
    private static final Pattern SIGNER = Pattern.compile(
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+/[a-z0-9]([-.a-z0-9]*[a-z0-9])?");

    private static final int LONGEST_SIGNER = 571;

    private static final Set<String> USAGES = Set.of(
            "signing",
            "digital signature",
            "content commitment",
            "key encipherment",
            "key agreement",
            "data encipherment",
            "cert sign",
            "crl sign",
            "encipher only",
            "decipher only",
            "any",
            "server auth",
            "client auth",
            "code signing",
            "email protection",
            "s/mime",
            "ipsec end system",
            "ipsec tunnel",
            "ipsec user",
            "timestamping",
            "ocsp signing",
            "microsoft sgc",
            "netscape sgc");

    @Override
    public NameFormat nameFormat() {
        return NameFormat.SUBDOMAIN;
    }

    @Override
    public void noteAuthor(ObjectNode request, @Nullable ObjectNode old, Author author) {
        if (old == null) {
            writeDown(author.user(), request.withObjectProperty("spec"));
            return;
        }
        SigningConditions.note(request, old, author.time());
        String signer = old.path("spec").path("signerName").asString("");
        if (author.subresource() != null && !signer.equals(author.request().header(SignerPermission.SIGNER))) {
            throw new StatusException(new Status(
                    409,
                    "Conflict",
                    "the request has been replaced by one to the signer \"" + signer + "\"; please look at it again",
                    null));
        }
    }

    private static void writeDown(UserInfo user, ObjectNode spec) {
        spec.put("username", user.name());
        if (user.uid().isEmpty()) {
            spec.remove("uid");
        } else {
            spec.put("uid", user.uid());
        }
        ArrayNode groups = spec.putArray("groups");
        user.groups().forEach(groups::add);
        spec.remove("extra");
        for (Map.Entry<String, List<String>> extra : user.extra().entrySet()) {
            ArrayNode values = spec.withObjectProperty("extra").putArray(extra.getKey());
            extra.getValue().forEach(values::add);
        }
    }

    @Override
    public void prepareForUpdate(ObjectNode request, ObjectNode old) {
        keepSpec(request, old);
    }

    @Override
    public void validate(ObjectNode request, FieldErrors errors) {
        SigningConditions.validate(request, errors);
    }

    @Override
    public void validateCreate(ObjectNode request, FieldErrors errors) {
        JsonNode spec = request.path("spec");
        try {
            CertificateRequest.parse(RequestField.bytes(spec.path("request")));
        } catch (MalformedRequestException malformed) {
            errors.invalid(SPEC.child("request"), spec.path("request"), String.valueOf(malformed.getMessage()));
        }
        validateUsages(spec.path("usages"), errors);
        validateSigner(spec.path("signerName").asString(""), errors);
        JsonNode seconds = spec.path("expirationSeconds");
        if (seconds.isNumber() && seconds.asLong() < LEAST_SECONDS) {
            errors.invalid(
                    SPEC.child("expirationSeconds"),
                    seconds,
                    "may not specify a duration less than " + LEAST_SECONDS + " seconds (10 minutes)");
        }
    }

    private static void validateUsages(JsonNode usages, FieldErrors errors) {
        FieldPath path = SPEC.child("usages");
        if (usages.isEmpty()) {
            errors.required(path, "usages must be provided");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < usages.size(); i++) {
            String usage = usages.get(i).asString("");
            if (!USAGES.contains(usage)) {
                errors.notSupported(path.index(i), usage, USAGES);
            }
            if (!seen.add(usage)) {
                errors.duplicate(path.index(i), usage);
            }
        }
    }

    private static void validateSigner(String signer, FieldErrors errors) {
        FieldPath path = SPEC.child("signerName");
        if (signer.isEmpty()) {
            errors.required(path, "");
        } else if (signer.equals(LEGACY)) {
            errors.invalid(path, signer, "the legacy signerName is not allowed via this API version");
        } else if (signer.length() > LONGEST_SIGNER || !SIGNER.matcher(signer).matches()) {
            errors.invalid(
                    path, signer, "must be a fully qualified domain and path of the form 'example.com/signer-name'");
        }
    }

    @Override
    public boolean isPartOfStatus(String subresource) {
        return true;
    }

    /** The part is {@code approval}: the conditions, and nothing else. */
    @Override
    public void preparePart(String subresource, ObjectNode request, ObjectNode old) {
        keepSpec(request, old);
        JsonNode certificate = old.path("status").path("certificate");
        if (certificate.isMissingNode()) {
            if (request.path("status") instanceof ObjectNode status) {
                status.remove("certificate");
            }
        } else {
            request.withObjectProperty("status").set("certificate", certificate);
        }
    }

    @Override
    public void validatePart(String subresource, ObjectNode request, ObjectNode old, FieldErrors errors) {
        SigningConditions.validateKept(request, old, errors);
    }

    @Override
    public StatusRules status() {
        return CertificateStatusRules.INSTANCE;
    }

    private static void keepSpec(ObjectNode request, ObjectNode old) {
        JsonNode spec = old.path("spec");
        if (spec instanceof MissingNode) {
            request.remove("spec");
        } else {
            request.set("spec", spec);
        }
    }
}
