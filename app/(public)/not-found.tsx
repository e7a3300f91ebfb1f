import { Missing } from "@/app/_ui/missing"

const NotFound = () => <Missing />

export default NotFound
