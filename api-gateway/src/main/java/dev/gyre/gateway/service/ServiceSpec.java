package dev.gyre.gateway.service;

import tools.jackson.databind.JsonNode;

/** What a Service's {@code spec} asks for, read from its tree. */
record ServiceSpec(JsonNode json) {

    static ServiceSpec of(JsonNode service) {
        return new ServiceSpec(service.path("spec"));
    }

    String type() {
        return text("type");
    }

    boolean isLoadBalancer() {
        return type().equals("LoadBalancer");
    }

    /** A mere name for something outside has no address, every other type has one, be it {@code None}. */
    boolean needsClusterIp() {
        return !type().equals("ExternalName");
    }

    boolean isHeadless() {
        return clusterIp().equals("None");
    }

    String clusterIp() {
        return text("clusterIP");
    }

    JsonNode clusterIps() {
        return json.path("clusterIPs");
    }

    boolean hasSelector() {
        return !json.path("selector").isEmpty();
    }

    JsonNode ports() {
        return json.path("ports");
    }

    /** Whether its type knows node ports. */
    boolean needsNodePorts() {
        return type().equals("NodePort") || isLoadBalancer();
    }

    /** Whether it is given those that it does not name. */
    boolean allocatesNodePorts() {
        return type().equals("NodePort")
                || isLoadBalancer()
                        && json.path("allocateLoadBalancerNodePorts").asBoolean(true);
    }

    boolean needsHealthCheckPort() {
        return isLoadBalancer() && text("externalTrafficPolicy").equals("Local");
    }

    int healthCheckPort() {
        return json.path("healthCheckNodePort").asInt(0);
    }

    boolean isExternallyAccessible() {
        return needsNodePorts()
                || type().equals("ClusterIP") && !json.path("externalIPs").isEmpty();
    }

    String text(String field) {
        return json.path(field).asString("");
    }
}
