/**
 * Kubernetes' protobuf, both ways, along one table of messages: {@link dev.gyre.gateway.protobuf.ProtobufBody} reads what
 * clients send, {@link dev.gyre.gateway.protobuf.ProtobufAnswer} writes what they ask for. The gateway itself knows JSON only.
 */
@NullMarked
package dev.gyre.gateway.protobuf;

import org.jspecify.annotations.NullMarked;
