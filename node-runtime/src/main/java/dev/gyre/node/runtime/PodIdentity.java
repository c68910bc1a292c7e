package dev.gyre.node.runtime;

/** Which pod, on which node, a container belongs to. */
public record PodIdentity(String node, String uid, String namespace, String name) {}
