package dev.gyre.gateway.service;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.Labels;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.StatusRules;
import dev.gyre.schemas.Json;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Service's cluster address, once it has one, is its for life, unless it becomes a mere name for something outside. What is
 * allocated to it is {@link ServiceAllocation}'s to decide, after what these rules have let pass.
 */
public final class ServiceRules implements KindRules {

    static final FieldPath SPEC = FieldPath.of("spec");

    private static final Set<String> TYPES = Set.of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName");

    @Override
    public NameFormat nameFormat() {
        return NameFormat.SERVICE;
    }

    @Override
    public boolean returnsDeletedObject() {
        return true;
    }

    @Override
    public void prepareForCreate(ObjectNode service) {
        service.putObject("status").putObject("loadBalancer");
        ClusterIps.normalize(service);
        IpFamilies.fillIn(service, Json.object());
    }

    @Override
    public void prepareForUpdate(ObjectNode service, ObjectNode old) {
        ServiceSuccession.keepAllocated(service, old);
        ClusterIps.normalize(service, old);
        ServiceSuccession.dropWhatTheTypeDoesNotHave(service, old);
        IpFamilies.fillIn(service, old);
    }

    @Override
    public void validate(ObjectNode service, FieldErrors errors) {
        ServiceSpec spec = ServiceSpec.of(service);
        if (spec.type().isEmpty()) {
            errors.required(SPEC.child("type"), "");
        } else if (!TYPES.contains(spec.type())) {
            errors.notSupported(SPEC.child("type"), spec.type(), TYPES);
        }
        Labels.validate(spec.json().path("selector"), SPEC.child("selector"), errors);
        if (spec.type().equals("ExternalName")) {
            validateExternalName(spec, errors);
        } else {
            ClusterIps.validate(spec, errors);
            IpFamilies.validate(spec, errors);
        }
        ServicePortRules.validate(spec, errors);
        TrafficRules.validate(spec, errors);
        LoadBalancerRules.validate(spec, errors);
    }

    private static void validateExternalName(ServiceSpec spec, FieldErrors errors) {
        for (String field : new String[] {"clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
            if (spec.json().hasNonNull(field)) {
                errors.forbidden(SPEC.child(field), "may not be set for ExternalName services");
            }
        }
        String name = spec.text("externalName");
        FieldPath path = SPEC.child("externalName");
        if (name.isEmpty()) {
            errors.required(path, "");
            return;
        }
        String fault = NameFormat.SUBDOMAIN.fault(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
        if (fault != null) {
            errors.invalid(path, name, fault);
        }
    }

    @Override
    public void validateUpdate(ObjectNode service, ObjectNode old, FieldErrors errors) {
        ClusterIps.validateUpdate(ServiceSpec.of(service), ServiceSpec.of(old), errors);
        LoadBalancerRules.validateUpdate(ServiceSpec.of(service), ServiceSpec.of(old), errors);
    }

    @Override
    public StatusRules status() {
        return LoadBalancerRules.STATUS;
    }
}
