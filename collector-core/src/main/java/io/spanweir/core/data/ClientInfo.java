package io.spanweir.core.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What came with a request beside its body: who sent it, from where, with which headers. There may
 * be credentials among them, so it never prints. Immutable.
 */
public final class ClientInfo {
  private final String address;
  private final Map<String, List<String>> headers;

  /**
   * @param address the sender's, without its port; empty if there is none
   * @param headers names in lower case
   */
  public ClientInfo(String address, Map<String, List<String>> headers) {
    this.address = address;
    this.headers = Map.copyOf(headers);
  }

  /** Collects headers one by one. */
  public static final class Builder {
    private final Map<String, List<String>> headers = new TreeMap<>();

    public void add(String name, String value) {
      headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>(1)).add(value);
    }

    public ClientInfo build(String address) {
      headers.replaceAll((name, values) -> List.copyOf(values));
      return new ClientInfo(address, headers);
    }
  }

  public String address() {
    return address;
  }

  /** All values of a header; none if it isn't there. */
  public List<String> values(String lowerCaseName) {
    return headers.getOrDefault(lowerCaseName, List.of());
  }

  /** The same with these headers alone and no address; null if none of them is there. */
  public @Nullable ClientInfo only(List<String> lowerCaseNames) {
    Map<String, List<String>> left = new TreeMap<>();
    for (String name : lowerCaseNames) {
      if (headers.containsKey(name)) {
        left.put(name, values(name));
      }
    }
    return left.isEmpty() ? null : new ClientInfo("", left);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClientInfo that
        && address.equals(that.address)
        && headers.equals(that.headers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(address, headers);
  }

  @Override
  public String toString() {
    return "ClientInfo";
  }
}
