package dev.gyre.node.probe;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * {@code grpc.health.v1.Health/Check}: a message with one name goes, a message with one number comes. Written down here by
 * hand, since generated stubs of exactly this would bring a second gRPC into the build.
 */
final class HealthCheck {
    private static final int ONLY_FIELD = 1;

    static final MethodDescriptor<String, Integer> METHOD = MethodDescriptor.<String, Integer>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName("grpc.health.v1.Health/Check")
            .setRequestMarshaller(new Service())
            .setResponseMarshaller(new Serving())
            .build();

    private HealthCheck() {}

    /** The name of {@code HealthCheckResponse.ServingStatus}. */
    static String word(int status) {
        return switch (status) {
            case 0 -> "UNKNOWN";
            case 1 -> "SERVING";
            case 2 -> "NOT_SERVING";
            case 3 -> "SERVICE_UNKNOWN";
            default -> Integer.toString(status);
        };
    }

    /** {@code HealthCheckRequest}: the service's name. */
    private static final class Service implements Marshaller<String> {
        @Override
        public InputStream stream(String service) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            try {
                if (!service.isEmpty()) {
                    out.writeString(ONLY_FIELD, service);
                }
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new ByteArrayInputStream(bytes.toByteArray());
        }

        @Override
        public String parse(InputStream stream) {
            try {
                CodedInputStream in = CodedInputStream.newInstance(stream);
                String service = "";
                for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                    if (WireFormat.getTagFieldNumber(tag) == ONLY_FIELD) {
                        service = in.readString();
                    } else {
                        in.skipField(tag);
                    }
                }
                return service;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** {@code HealthCheckResponse}: the serving status. */
    private static final class Serving implements Marshaller<Integer> {
        @Override
        public InputStream stream(Integer status) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            try {
                if (status != 0) {
                    out.writeEnum(ONLY_FIELD, status);
                }
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new ByteArrayInputStream(bytes.toByteArray());
        }

        @Override
        public Integer parse(InputStream stream) {
            try {
                CodedInputStream in = CodedInputStream.newInstance(stream);
                int status = 0;
                for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                    if (WireFormat.getTagFieldNumber(tag) == ONLY_FIELD) {
                        status = in.readEnum();
                    } else {
                        in.skipField(tag);
                    }
                }
                return status;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
