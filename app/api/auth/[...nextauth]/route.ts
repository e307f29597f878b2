import { handlers } from "../../../_auth/session.ts";

export const { GET, POST } = handlers;
